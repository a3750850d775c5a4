/*
 * Opens, closes and reports lines. Each kind of line has a function that opens it. The server
 * decides whether and when to retry: a line that could not be opened leaves its slot free.
 */
#include "keeper/line/lines.h"

#include "base/bug.h"
#include "base/clock.h"
#include "keeper/line/serial_device.h"
#include "keeper/line/tcp.h"
#include "os/descriptor.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define CONNECT_MS 10000 /* limit of a TCP connection attempt */

enum line_state { LINE_NONE, LINE_OPENING, LINE_OPEN, LINE_AWAY, LINE_ENDED };

struct line {
    enum line_state state;
    struct handle window;
    uint32_t request;
    int fd;               /* -1: none */
    int names;            /* descriptor of the search for its host's addresses; -1: none */
    int watch;            /* watch of a search or a connection under way; -1: none */
    const char *words;    /* LINE_AWAY: why, in words; NULL: see `why` and `error` */
    struct lock lock;     /* lock of an open serial device */
    int error;            /* errno: LINE_AWAY, why; LINE_OPENING, of failed addresses */
    uint64_t deadline_ms; /* deadline of LINE_OPENING */
    bool pending;         /* the state is to be sent to the server */
    bool reported;        /* an earlier server was sent it: HELD, not STARTED */
};

static struct line lines[LIMIT_WINDOWS];

/* Why the line that failed last could not be opened: sent with its AWAY, unless another failed
 * since. */
static struct {
    const struct line *of; /* NULL: none */
    char words[LIMIT_NAME_BYTES + 64];
    size_t len;
} why;

void lines_init(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        lines[i] = (struct line){.fd = -1, .names = -1, .watch = -1};
}

static void line_forget_watch(struct line *l)
{
    if (l->watch >= 0)
        loop_forget(l->watch);
    l->watch = -1;
}

static void line_close(struct line *l)
{
    line_forget_watch(l);
    if (l->fd >= 0)
        os_serial_give_up(l->fd);
    os_close(&l->fd);
    os_close(&l->names);
    lock_give(&l->lock);
}

static void line_become(struct line *l, enum line_state state, int error)
{
    l->state = state;
    l->error = error;
    l->pending = true;
    if (state == LINE_AWAY || state == LINE_ENDED)
        line_close(l);
}

static int line_open_serial(const struct source *s, struct line *l)
{
    struct slice value;
    char path[LIMIT_PATH_BYTES];
    struct serial_settings settings = source_serial(s);
    bool unlocked = source_option(s, "lock", &value) && !source_yes(s, "lock");
    struct text words;
    int error = ENAMETOOLONG;
    text_init(&words, why.words, sizeof why.words);
    if (!source_option(s, "device", &value) || !slice_copy(value, path, sizeof path))
        text_str(&words, "its device has no name, or one that is too long");
    else
        error = serial_device_open(&l->fd, unlocked ? NULL : &l->lock, path, LOCK_FOLDER,
                                   &settings.line, &words);
    why.of = l;
    why.len = words.len;
    return error;
}

static int line_open(const struct source *s, struct line *l, enum line_state *then)
{
    *then = s->kind == SOURCE_SERIAL ? LINE_OPEN : LINE_OPENING;
    if (s->kind == SOURCE_SERIAL)
        return line_open_serial(s, l);
    return s->kind == SOURCE_TCP ? tcp_open(s, &l->fd, &l->names) : ENODEV;
}

static void line_watch(struct line *l);

/* Records that an address failed. Of a host with several addresses, one that refuses says more than
 * those that cannot be reached; else the last one counts. */
static void line_note_failed(struct line *l, int error)
{
    if (error != 0 && l->error != ECONNREFUSED)
        l->error = error;
}

/* Tries the next address of the line's host after an attempt with this error; 0: the first one. */
static void line_try_next(struct line *l, int error)
{
    line_forget_watch(l);
    os_close(&l->fd);
    line_note_failed(l, error);
    int next;
    while ((next = tcp_next(l->names, &l->fd)) != ENODATA) {
        if (next == 0 || next == EAGAIN) {
            line_watch(l);
            return;
        }
        if (next == ENOENT || next == ETIMEDOUT)
            l->words = next == ENOENT ? "the name of its host is not known"
                                      : "no name server has answered";
        line_note_failed(l, next);
    }
    line_become(l, LINE_AWAY, l->error == 0 || l->words ? EHOSTUNREACH : l->error);
}

/* Called when a connection was made or refused, or an address of the host is known. */
static void line_ready(uint32_t slot, short revents, uint64_t now_ms)
{
    struct line *l = &lines[slot];
    int error = l->fd >= 0 ? tcp_opened(l->fd) : 0;
    (void)revents;
    (void)now_ms;
    if (l->names >= 0 && (l->fd < 0 || error != 0)) {
        line_try_next(l, error);
        return;
    }
    line_forget_watch(l);
    os_close(&l->names);
    line_become(l, error == 0 ? LINE_OPEN : LINE_AWAY, error);
}

/* Watches the connection under way, or else the search for the host's addresses. */
static void line_watch(struct line *l)
{
    bool connects = l->fd >= 0;
    l->watch = loop_watch(connects ? l->fd : l->names, connects ? POLLOUT : POLLIN, line_ready,
                          (uint32_t)(l - lines));
    BUG_UNLESS(l->watch >= 0);
}

bool lines_start(const struct message *m, uint64_t now_ms)
{
    struct line *l = &lines[m->window.index];
    enum line_state then;
    if (l->state != LINE_NONE)
        return false;
    why.of = NULL;
    *l = (struct line){
        .window = m->window, .request = m->request, .fd = -1, .names = -1, .watch = -1};
    int error = line_open(&m->source, l, &then);
    if (error != 0)
        l->fd = -1;
    line_become(l, error != 0 ? LINE_AWAY : then, error);
    l->pending = then == LINE_OPEN || error != 0;
    l->deadline_ms = now_ms + CONNECT_MS;
    if (l->state == LINE_OPENING)
        line_watch(l);
    return true;
}

/* Returns the line that a message is about; NULL if its slot was freed or is in use by another
 * start. */
static struct line *line_of(const struct message *m)
{
    struct line *l = &lines[m->window.index];
    bool same =
        l->state != LINE_NONE && handle_equal(l->window, m->window) && l->request == m->request;
    return same ? l : NULL;
}

bool lines_end(const struct message *m)
{
    struct line *l = line_of(m);
    if (l && l->state != LINE_ENDED)
        line_become(l, LINE_ENDED, 0);
    return true;
}

bool lines_lost(const struct message *m)
{
    struct line *l = line_of(m);
    if (l && l->state != LINE_ENDED) {
        line_close(l);
        l->state = LINE_NONE;
    }
    return true;
}

bool lines_forget(const struct message *m)
{
    struct line *l = line_of(m);
    if (l && l->state != LINE_ENDED)
        return false;
    if (l)
        l->state = LINE_NONE;
    return true;
}

bool lines_has(struct handle window)
{
    return lines[window.index].state != LINE_NONE;
}

uint64_t lines_tick(uint64_t now_ms)
{
    uint64_t next = UINT64_MAX;
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (l->state != LINE_OPENING)
            continue;
        if (now_ms >= l->deadline_ms)
            line_become(l, LINE_AWAY, ETIMEDOUT);
        else
            next = clock_earlier(next, l->deadline_ms);
    }
    return next;
}

/* Connections under way are closed; the new server asks for them again. */
void lines_new_server(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (l->state == LINE_OPENING) {
            line_close(l);
            l->state = LINE_NONE;
        }
        l->pending = l->reported = l->state != LINE_NONE;
    }
}

static bool line_send(int socket, const struct line *l)
{
    static struct message m;
    enum message_type type = l->state == LINE_ENDED  ? MESSAGE_ENDED
                             : l->state == LINE_AWAY ? MESSAGE_AWAY
                             : l->reported           ? MESSAGE_HELD
                                                     : MESSAGE_STARTED;
    m = (struct message){.type = type, .window = l->window, .request = l->request};
    if (type == MESSAGE_AWAY)
        m.error = l->error;
    if (type == MESSAGE_AWAY && l->words)
        (void)source_add(&m.source, SLICE("why"), slice_of(l->words));
    else if (type == MESSAGE_AWAY && why.of == l)
        (void)source_add(&m.source, SLICE("why"), slice_make(why.words, why.len));
    return message_send(socket, &m, l->fd);
}

bool lines_flush(int socket)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (!l->pending)
            continue;
        if (!line_send(socket, l))
            return false;
        l->pending = false;
        if (l->state == LINE_AWAY)
            l->state = LINE_NONE;
    }
    return true;
}

void lines_close_all(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        if (lines[i].state != LINE_NONE && lines[i].state != LINE_ENDED)
            line_become(&lines[i], LINE_ENDED, 0);
}

int *lines_fd(uint16_t *place)
{
    if (*place >= 2 * LIMIT_WINDOWS)
        return NULL;
    struct line *l = &lines[*place / 2];
    return (*place)++ % 2 == 0 ? &l->fd : &l->names;
}
