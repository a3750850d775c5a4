/* The table of connections and their buffers: what is read and written, and what the loop is to
 * wait for. The buffers stand beside the table, so that walking it touches few pages; a slot that
 * was never taken (past table.high) is not looked at, and its pages cost nothing. */
#include "net/conn.h"

#include "base/bug.h"
#include "os/loop.h"
#include "os/socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(LIMIT_CONN_OUT <= 65535, "a message written in place has a head of 4 bytes");
_Static_assert(LIMIT_CONN_IN > LIMIT_HEADER_BYTES + LIMIT_JSON_BODY, "framing needs some room");

struct net net;

static struct slot slots[LIMIT_CONNECTIONS];
static struct conn conns[LIMIT_CONNECTIONS];
static uint8_t ins[LIMIT_CONNECTIONS][LIMIT_CONN_IN];
static uint8_t outs[LIMIT_CONNECTIONS][LIMIT_CONN_OUT];
static uint8_t scratch[LIMIT_CONN_IN];
static struct traffic own_traffic;

void net_init(const struct net_settings *settings)
{
    net = (struct net){.set = *settings, .nearest_ms = UINT64_MAX};
    own_traffic = (struct traffic){0};
    net.traffic = net.set.traffic ? net.set.traffic : &own_traffic;
    loop_measure(&net.traffic->turn);
    if (net.set.stall_ms == 0)
        net.set.stall_ms = DEFAULT_STALL_MS;
    table_init(&net.table, slots, LIMIT_CONNECTIONS);
    leave_start();
    respond_start();
}

void conn_keep_little(struct conn *c)
{
    uint64_t unanswered_ms = (uint64_t)net.set.ping_ms * net.set.unanswered_pings;
    if (c->local)
        return;
    os_socket_give_up(c->fd, unanswered_ms < UINT32_MAX ? (uint32_t)unanswered_ms : UINT32_MAX);
    if (net.set.send_buffer == 0)
        return;
    c->little = true;
    os_socket_keep_little(c->fd, net.set.send_buffer);
}

uint16_t conn_index(const struct conn *c)
{
    return (uint16_t)(c - conns);
}

struct conn *conn_at(uint16_t index)
{
    BUG_UNLESS(index < net.table.high && conns[index].fd >= 0);
    return &conns[index];
}

static uint8_t *own_in(const struct conn *c)
{
    return ins[conn_index(c)];
}

static uint8_t *own_out(const struct conn *c)
{
    return outs[conn_index(c)];
}

uint8_t *conn_scratch(void)
{
    return scratch;
}

struct conn *conn_open(int fd, const char *address, bool local, bool trusted)
{
    uint16_t index = table_take(&net.table, slots);
    if (index == TABLE_NONE)
        return NULL;
    struct conn *c = &conns[index];
    *c = (struct conn){.fd = fd,
                       .local = local,
                       .trusted = trusted,
                       .in = ins[index],
                       .since_ms = net.now_ms,
                       .want = POLLIN,
                       .watch = loop_watch(fd, POLLIN, conn_ready, index)};
    BUG_UNLESS(c->watch >= 0);
    (void)slice_copy(slice_of(address), c->address, sizeof c->address);
    c->deadline_ms = conn_due(c);
    if (c->deadline_ms < net.nearest_ms)
        net.nearest_ms = c->deadline_ms;
    return c;
}

void conn_release(struct conn *c)
{
    if (c->known)
        net.set.app->closed(c, net.now_ms);
    loop_forget(c->watch);
    if (c->lingers)
        leave_add(c->fd);
    else
        (void)close(c->fd);
    c->fd = -1;
    table_give(&net.table, slots, conn_index(c));
}

const struct table *net_connections(void)
{
    return &net.table;
}

const struct traffic *net_counted(void)
{
    return net.traffic;
}

struct conn *net_next(struct conn *after)
{
    for (uint16_t i = after ? (uint16_t)(conn_index(after) + 1) : 0; i < net.table.high; i++)
        if (conns[i].fd >= 0 && !conns[i].dead)
            return &conns[i];
    return NULL;
}

struct handle conn_handle(const struct conn *c)
{
    return table_handle(slots, conn_index(c));
}

struct conn *conn_find(struct handle h)
{
    if (!table_holds(&net.table, slots, h) || conns[h.index].dead)
        return NULL;
    return &conns[h.index];
}

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

bool conn_is_websocket(const struct conn *c)
{
    return c->phase >= CONN_WEBSOCKET;
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
    return conn_unsent(c) == 0 && !c->blocked;
}

void conn_touch(struct conn *c)
{
    if (c == net.serving)
        return;
    c->touched = true;
    net.touched = true;
}

void conn_resume(struct conn *c)
{
    c->stalled = false;
    c->in_since_ms = net.now_ms;
    conn_touch(c);
}

void conn_close(struct conn *c)
{
    c->dead = true;
    conn_touch(c);
}

/* The in buffer. */

struct slice conn_raw(const struct conn *c)
{
    return (struct slice){c->in + c->raw_at, c->in_end - c->raw_at};
}

/* Moves what is kept to the beginning of a buffer: raw bytes, and before them a head with its body
 * as far as it was gathered. */
static void pack(struct conn *c, uint8_t *to)
{
    uint32_t kept = 0, raw = c->in_end - c->raw_at;
    if (c->body == BODY_WHOLE) {
        kept = c->head_len + c->body_len;
        memmove(to, c->in + c->head_at, kept);
    }
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
        pack(c, own_in(c));
}

static uint32_t in_room(const struct conn *c)
{
    uint32_t kept = c->body == BODY_WHOLE ? c->head_len + c->body_len : 0;
    return LIMIT_CONN_IN - kept - (c->in_end - c->raw_at);
}

void conn_read(struct conn *c)
{
    BUG_UNLESS(in_room(c) > 0);
    if (c->in_end == c->raw_at && c->body != BODY_WHOLE) {
        c->in = scratch;
        c->raw_at = c->in_end = 0;
    } else if (LIMIT_CONN_IN - c->in_end < LIMIT_CONN_IN / 2) {
        pack(c, own_in(c));
    }
    ssize_t n = read(c->fd, c->in + c->in_end, LIMIT_CONN_IN - c->in_end);
    if (n > 0) {
        c->in_end += (uint32_t)n;
        net.traffic->received += (uint64_t)n;
        c->unanswered = 0;
        return;
    }
    if (n == 0)
        c->eof = true;
    else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        c->dead = true;
}

/* The out buffer. */

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
    return c->phase == CONN_WEBSOCKET && room > CONTROL_ROOM && !c->dead ? room - CONTROL_ROOM : 0;
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

struct slice conn_whole(const struct text *t)
{
    if (!t)
        return (struct slice){0};
    BUG_UNLESS(!t->cut);
    return text_slice(t);
}

void conn_wrote(struct conn *c, size_t n)
{
    c->out_end += (uint32_t)n;
    conn_touch(c);
}

static void advance(struct conn *c, size_t n)
{
    c->sent += n;
    net.traffic->sent += n;
    size_t buffered = c->out_end - c->out_at;
    size_t first = n < buffered ? n : buffered;
    c->out_at += (uint32_t)first;
    if (c->out_at == c->out_end)
        c->out_at = c->out_end = 0;
    c->tail = slice_from(c->tail, n - first);
}

bool conn_flush(struct conn *c)
{
    size_t unsent = conn_unsent(c);
    if (unsent == 0 || c->blocked)
        return false;
    c->out_since_ms = net.now_ms;
    struct iovec parts[2] = {{own_out(c) + c->out_at, c->out_end - c->out_at},
                             {(void *)(uintptr_t)c->tail.at, c->tail.len}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
    if (n < 0) {
        c->blocked = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ENOBUFS;
        c->dead |= !c->blocked;
        return false;
    }
    c->blocked = (size_t)n < unsent || c->little;
    advance(c, (size_t)n);
    return n > 0;
}

static bool wants_input(const struct conn *c)
{
    if (c->eof || c->stalled || c->held || in_room(c) == 0)
        return false;
    /* A stream's client is listened to as well, so that its going is noticed. */
    if (c->phase == CONN_REQUEST)
        return conn_body_awaited(c) || (c->answer == ANSWER_OPEN && c->body == BODY_DONE);
    return c->phase != CONN_ENDING;
}

void conn_events(struct conn *c)
{
    short want = (short)((wants_input(c) ? POLLIN : 0) | (c->blocked ? POLLOUT : 0));
    /* An end behind input that is held back is not read. An HTTP client may be done with sending
     * and await its answer; a WebSocket's peer that sends no more has gone. */
    if (c->phase >= CONN_WEBSOCKET && !wants_input(c))
        want |= os_peer_ends;
    /* Nothing is waited for, but the end of the connection is still to be heard of. */
    if (want == 0)
        want = POLLERR;
    if (want != c->want)
        loop_want(c->watch, want);
    c->want = want;
}

/* The turn's work for all of them. */

static void serve_touched(void)
{
    net.touched = false;
    for (uint16_t i = 0; i < net.table.high; i++)
        if (conns[i].fd >= 0 && conns[i].touched)
            conn_serve(&conns[i]);
}

static void expire_due(void)
{
    net.nearest_ms = UINT64_MAX;
    for (uint16_t i = 0; i < net.table.high; i++) {
        struct conn *c = &conns[i];
        if (c->fd >= 0 && c->deadline_ms <= net.now_ms)
            conn_expire(c);
        if (c->fd >= 0 && c->deadline_ms < net.nearest_ms)
            net.nearest_ms = c->deadline_ms;
    }
}

uint64_t net_tick(uint64_t now_ms)
{
    net.now_ms = now_ms;
    uint64_t wake = listen_tick(), leaving = leave_tick();
    if (net.touched)
        serve_touched();
    if (net.nearest_ms <= now_ms)
        expire_due();
    if (leaving < wake)
        wake = leaving;
    if (net.nearest_ms < wake)
        wake = net.nearest_ms;
    return net.touched ? now_ms : wake;
}

void net_shutdown(uint64_t now_ms)
{
    net.now_ms = now_ms;
    net.shutting = true;
    net_unlisten();
    for (struct conn *c = net_next(NULL); c; c = net_next(c)) {
        if (c->phase == CONN_HEAD)
            conn_close(c);
        else if (c->phase == CONN_WEBSOCKET)
            ws_close(c, 1001, "the server is shutting down");
        c->keep_alive = false;
    }
}
