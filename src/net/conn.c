/*
 * The table of connections and their buffers. The buffers are separate arrays, so that walking the
 * table touches few pages. Slots from table.high on were never used: they are not visited, and
 * their pages take no memory.
 */
#include "net/conn.h"

#include "base/bug.h"
#include "net/conn_private.h"
#include "os/socket.h"

#include <poll.h>
#include <string.h>

_Static_assert(LIMIT_CONN_OUT <= 65535, "a message written in place has a head of 4 bytes");
_Static_assert(LIMIT_CONN_IN > LIMIT_HEADER_BYTES + LIMIT_JSON_BODY, "framing needs some room");

static struct slot slots[LIMIT_CONNECTIONS];
static struct conn conns[LIMIT_CONNECTIONS];
static uint8_t ins[LIMIT_CONNECTIONS][LIMIT_CONN_IN];
static uint8_t outs[LIMIT_CONNECTIONS][LIMIT_CONN_OUT];
static uint8_t scratch[LIMIT_CONN_IN];
static struct traffic own_traffic;

static struct {
    struct net_settings settings;
    struct table table;
    struct traffic *traffic;
    uint64_t now_ms;      /* start of the current turn */
    uint64_t earliest_ms; /* no deadline is earlier */
    unsigned touched;     /* number of connections to serve at the next tick */
    bool shutting_down;
} shared;

/* Shared state. */

void conn_init(const struct net_settings *settings)
{
    shared.settings = *settings;
    if (shared.settings.stall_ms == 0)
        shared.settings.stall_ms = DEFAULT_STALL_MS;
    own_traffic = (struct traffic){0};
    shared.traffic = settings->traffic ? settings->traffic : &own_traffic;
    shared.now_ms = 0;
    shared.earliest_ms = UINT64_MAX;
    shared.touched = 0;
    shared.shutting_down = false;
    table_init(&shared.table, slots, LIMIT_CONNECTIONS);
}

const struct net_settings *conn_settings(void)
{
    return &shared.settings;
}

struct traffic *conn_traffic(void)
{
    return shared.traffic;
}

const struct table *conn_table(void)
{
    return &shared.table;
}

void conn_set_now(uint64_t now_ms)
{
    shared.now_ms = now_ms;
}

uint64_t conn_now_ms(void)
{
    return shared.now_ms;
}

void conn_shut_down(void)
{
    shared.shutting_down = true;
}

bool conn_shutting_down(void)
{
    return shared.shutting_down;
}

size_t conn_bytes(void)
{
    return sizeof(struct conn) + LIMIT_CONN_IN + LIMIT_CONN_OUT;
}

/* The table. */

uint16_t conn_index(const struct conn *c)
{
    return (uint16_t)(c - conns);
}

static bool conn_is_taken(const struct conn *c)
{
    return c->stream.fd >= 0;
}

struct conn *conn_at(uint16_t index)
{
    BUG_UNLESS(index < shared.table.high && conn_is_taken(&conns[index]));
    return &conns[index];
}

struct conn *conn_take(int fd, const char *address, bool local, loop_callback *ready)
{
    uint16_t index = table_take(&shared.table, slots);
    if (index == TABLE_NONE)
        return NULL;
    struct conn *c = &conns[index];
    *c = (struct conn){.stream = stream_of(fd),
                       .local = local,
                       .in = ins[index],
                       .since_ms = shared.now_ms,
                       .want = POLLIN,
                       .watch = loop_watch(fd, POLLIN, ready, index)};
    BUG_UNLESS(c->watch >= 0);
    (void)slice_copy(slice_of(address), c->address, sizeof c->address);
    return c;
}

struct stream conn_give(struct conn *c)
{
    struct stream s = c->stream;
    loop_forget(c->watch);
    conn_untouch(c);
    c->stream = stream_of(-1);
    table_give(&shared.table, slots, conn_index(c));
    return s;
}

struct conn *conn_next_taken(struct conn *after)
{
    for (uint16_t i = after ? (uint16_t)(conn_index(after) + 1) : 0; i < shared.table.high; i++)
        if (conn_is_taken(&conns[i]))
            return &conns[i];
    return NULL;
}

struct conn *conn_next(struct conn *after)
{
    struct conn *c = conn_next_taken(after);
    while (c && c->dead)
        c = conn_next_taken(c);
    return c;
}

struct handle conn_handle(const struct conn *c)
{
    return table_handle(slots, conn_index(c));
}

struct conn *conn_find(struct handle h)
{
    if (!table_holds(&shared.table, slots, h) || conns[h.index].dead)
        return NULL;
    return &conns[h.index];
}

void conn_touch(struct conn *c)
{
    shared.touched += !c->touched;
    c->touched = true;
}

void conn_untouch(struct conn *c)
{
    shared.touched -= c->touched;
    c->touched = false;
}

bool conn_any_touched(void)
{
    return shared.touched > 0;
}

void conn_set_deadline(struct conn *c, uint64_t deadline_ms)
{
    c->deadline_ms = deadline_ms;
    if (deadline_ms < shared.earliest_ms)
        shared.earliest_ms = deadline_ms;
}

uint64_t conn_earliest_ms(void)
{
    return shared.earliest_ms;
}

void conn_reset_earliest(void)
{
    shared.earliest_ms = UINT64_MAX;
}

/* One connection. */

const char *conn_address(const struct conn *c)
{
    return c->address;
}

bool conn_is_unix(const struct conn *c)
{
    return c->local;
}

bool conn_is_trusted(const struct conn *c)
{
    return c->trusted;
}

uint64_t conn_since_ms(const struct conn *c)
{
    return c->since_ms;
}

uint64_t conn_sent(const struct conn *c)
{
    return c->sent;
}

bool conn_all_sent(const struct conn *c)
{
    return conn_unsent(c) == 0 && !c->stream.blocked;
}

void conn_resume(struct conn *c)
{
    c->stalled = false;
    c->in_since_ms = shared.now_ms;
    conn_touch(c);
}

void conn_close(struct conn *c)
{
    c->dead = true;
    conn_touch(c);
}

void conn_limit_kernel(struct conn *c)
{
    const struct net_settings *set = &shared.settings;
    uint64_t unanswered_ms = (uint64_t)set->ping_ms * set->unanswered_pings;
    if (!c->local)
        stream_limit_kernel(&c->stream, set->send_buffer, unanswered_ms);
}

/* The in buffer. */

static uint8_t *own_in(const struct conn *c)
{
    return ins[conn_index(c)];
}

uint8_t *conn_scratch(void)
{
    return scratch;
}

struct slice conn_raw(const struct conn *c)
{
    return slice_make(c->in + c->raw_at, c->in_end - c->raw_at);
}

bool conn_body_awaited(const struct conn *c)
{
    return c->phase == CONN_REQUEST && c->body >= BODY_WHOLE;
}

/* Returns the bytes of head and body that are kept because the body is wanted whole. */
static uint32_t conn_kept(const struct conn *c)
{
    return c->body == BODY_WHOLE ? c->head_len + c->body_len : 0;
}

/* Moves the kept head and body, and the raw bytes, to the start of a buffer. */
static void conn_pack(struct conn *c, uint8_t *to)
{
    uint32_t kept = conn_kept(c), raw = c->in_end - c->raw_at;
    if (kept > 0)
        memmove(to, c->in + c->head_at, kept);
    if (raw > 0)
        memmove(to + kept, c->in + c->raw_at, raw);
    c->in = to;
    c->head_at = 0;
    c->raw_at = kept;
    c->in_end = kept + raw;
}

void conn_settle(struct conn *c)
{
    if (c->in == scratch)
        conn_pack(c, own_in(c));
}

static uint32_t conn_in_room(const struct conn *c)
{
    return LIMIT_CONN_IN - conn_kept(c) - (c->in_end - c->raw_at);
}

void conn_read(struct conn *c)
{
    BUG_UNLESS(conn_in_room(c) > 0);
    if (c->in_end == c->raw_at && c->body != BODY_WHOLE) {
        c->in = scratch;
        c->raw_at = c->in_end = 0;
    } else if (LIMIT_CONN_IN - c->in_end < LIMIT_CONN_IN / 2) {
        conn_pack(c, own_in(c));
    }
    size_t n = 0;
    switch (stream_read(&c->stream, c->in + c->in_end, LIMIT_CONN_IN - c->in_end, &n)) {
    case STREAM_MOVED:
        c->in_end += (uint32_t)n;
        shared.traffic->received += n;
        c->unanswered = 0;
        break;
    case STREAM_WAITS:
        break;
    case STREAM_ENDED:
        c->eof = true;
        break;
    case STREAM_FAILED:
        c->dead = true;
        break;
    }
}

/* The out buffer. */

static uint8_t *own_out(const struct conn *c)
{
    return outs[conn_index(c)];
}

size_t conn_unsent(const struct conn *c)
{
    return c->out_end - c->out_at + c->tail.len;
}

size_t conn_out_room(const struct conn *c)
{
    return c->tail.len > 0 ? 0 : LIMIT_CONN_OUT - (c->out_end - c->out_at);
}

size_t conn_room(const struct conn *c)
{
    size_t room = conn_out_room(c);
    if (c->phase < CONN_WEBSOCKET)
        return room;
    return c->phase == CONN_WEBSOCKET && room > CONN_CONTROL_ROOM && !c->dead
               ? room - CONN_CONTROL_ROOM
               : 0;
}

uint8_t *conn_out(struct conn *c, size_t n)
{
    BUG_UNLESS(n <= conn_out_room(c));
    uint8_t *out = own_out(c);
    if (LIMIT_CONN_OUT - c->out_end < n) {
        memmove(out, out + c->out_at, c->out_end - c->out_at);
        c->out_end -= c->out_at;
        c->out_at = 0;
    }
    return out + c->out_end;
}

void conn_wrote(struct conn *c, size_t n)
{
    c->out_end += (uint32_t)n;
    conn_touch(c);
}

struct slice conn_whole(const struct text *t)
{
    if (!t)
        return (struct slice){0};
    BUG_UNLESS(!t->cut);
    return text_slice(t);
}

/* Removes the first n unsent bytes, which have been sent. */
static void conn_advance(struct conn *c, size_t n)
{
    c->sent += n;
    shared.traffic->sent += n;
    size_t buffered = c->out_end - c->out_at;
    size_t first = n < buffered ? n : buffered;
    c->out_at += (uint32_t)first;
    if (c->out_at == c->out_end)
        c->out_at = c->out_end = 0;
    c->tail = slice_from(c->tail, n - first);
}

bool conn_flush(struct conn *c)
{
    if (conn_unsent(c) == 0 || c->stream.blocked)
        return false;
    c->out_since_ms = shared.now_ms;
    struct slice buffered = slice_make(own_out(c) + c->out_at, c->out_end - c->out_at);
    size_t n = 0;
    enum stream_result result = stream_write(&c->stream, buffered, c->tail, &n);
    c->dead |= result == STREAM_FAILED;
    conn_advance(c, n);
    return n > 0;
}

/* Events. */

static bool conn_wants_input(const struct conn *c)
{
    if (c->eof || c->stalled || c->held || conn_in_room(c) == 0)
        return false;
    /* Reading also detects that the client of a stream has gone. */
    if (c->phase == CONN_REQUEST)
        return conn_body_awaited(c) || (c->answer == ANSWER_OPEN && c->body == BODY_DONE);
    return c->phase != CONN_ENDING;
}

void conn_update_events(struct conn *c)
{
    bool input = conn_wants_input(c);
    short want = stream_events(&c->stream, input);
    /* A peer that ends its side after input that is not read goes unnoticed. That is right for
     * an HTTP client, which may end its side and wait for the answer; a WebSocket peer that
     * sends no more is gone. */
    if (c->phase >= CONN_WEBSOCKET && !input)
        want |= os_peer_ends;
    /* Without input or output to wait for, the end of the connection must still be noticed. */
    if (want == 0)
        want = POLLERR;
    if (want != c->want)
        loop_want(c->watch, want);
    c->want = want;
}
