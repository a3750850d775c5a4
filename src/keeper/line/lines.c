/*
 * A kind of line is a function that opens it. What is tried again, and when, is the server's
 * affair: a line that is not there takes nothing here.
 */
#include "keeper/line/lines.h"

#include "keeper/line/serial_device.h"
#include "keeper/line/tcp.h"

#include <errno.h>
#include <unistd.h>

#define CONNECT_MS 10000

enum line_state { LINE_NONE, LINE_OPENING, LINE_OPEN, LINE_AWAY, LINE_ENDED };

struct line {
    enum line_state state;
    struct handle window;
    uint32_t request;
    int fd;               /* -1: none */
    struct lock lock;     /* of a serial device that is open */
    int error;            /* LINE_AWAY */
    uint64_t deadline_ms; /* LINE_OPENING */
    bool owes;            /* the server is to be told its state */
    bool held;            /* it was told to an earlier server */
};

static struct line lines[LIMIT_WINDOWS];

/* Why the last one could not be opened, in words: told with it, unless another came between. */
static struct {
    const struct line *of;
    char words[LIMIT_NAME_BYTES + 64];
    size_t len;
} why;

void lines_init(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        lines[i] = (struct line){.fd = -1};
}

static void close_line(struct line *l)
{
    if (l->fd >= 0) {
        os_serial_give_up(l->fd);
        close(l->fd);
    }
    l->fd = -1;
    lock_give(&l->lock);
}

static void become(struct line *l, enum line_state state, int error)
{
    l->state = state;
    l->error = error;
    l->owes = true;
    if (state == LINE_AWAY || state == LINE_ENDED)
        close_line(l);
}

static int open_serial(const struct source *s, struct line *l)
{
    struct slice value;
    char path[LIMIT_PATH_BYTES];
    struct serial_settings settings = source_serial(s);
    bool unlocked = source_option(s, "lock", &value) && !source_yes(s, "lock");
    struct text words;
    if (!source_option(s, "device", &value) || !slice_copy(value, path, sizeof path))
        return ENAMETOOLONG;
    text_init(&words, why.words, sizeof why.words);
    int error = serial_device_open(&l->fd, unlocked ? NULL : &l->lock, path, LOCK_FOLDER,
                                   &settings.line, &words);
    why.of = l;
    why.len = words.len;
    return error;
}

static int open_line(const struct source *s, struct line *l, enum line_state *then)
{
    *then = s->kind == SOURCE_SERIAL ? LINE_OPEN : LINE_OPENING;
    if (s->kind == SOURCE_SERIAL)
        return open_serial(s, l);
    return s->kind == SOURCE_TCP ? tcp_open(s, &l->fd) : ENODEV;
}

bool lines_start(const struct message *m, uint64_t now_ms)
{
    struct line *l = &lines[m->window.index];
    enum line_state then;
    if (l->state != LINE_NONE)
        return false;
    why.of = NULL;
    *l = (struct line){.window = m->window, .request = m->request, .fd = -1};
    int error = open_line(&m->source, l, &then);
    if (error != 0)
        l->fd = -1;
    become(l, error != 0 ? LINE_AWAY : then, error);
    l->owes = then == LINE_OPEN || error != 0;
    l->deadline_ms = now_ms + CONNECT_MS;
    return true;
}

/* The line that a message is about; NULL: it is gone already. */
static struct line *named(const struct message *m)
{
    struct line *l = &lines[m->window.index];
    bool same = l->state != LINE_NONE && l->window.generation == m->window.generation &&
                l->request == m->request;
    return same ? l : NULL;
}

bool lines_end(const struct message *m)
{
    struct line *l = named(m);
    if (l && l->state != LINE_ENDED)
        become(l, LINE_ENDED, 0);
    return true;
}

bool lines_lost(const struct message *m)
{
    struct line *l = named(m);
    if (l && l->state != LINE_ENDED) {
        close_line(l);
        l->state = LINE_NONE;
    }
    return true;
}

bool lines_forget(const struct message *m)
{
    struct line *l = named(m);
    if (l && l->state != LINE_ENDED)
        return false;
    if (l)
        l->state = LINE_NONE;
    return true;
}

bool lines_hold(struct handle window)
{
    return lines[window.index].state != LINE_NONE;
}

int lines_connecting(uint16_t *slot)
{
    while (*slot < LIMIT_WINDOWS) {
        const struct line *l = &lines[(*slot)++];
        if (l->state == LINE_OPENING)
            return l->fd;
    }
    return -1;
}

void lines_connected(int fd)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (l->state != LINE_OPENING || l->fd != fd)
            continue;
        int error = tcp_opened(fd);
        become(l, error == 0 ? LINE_OPEN : LINE_AWAY, error);
        return;
    }
}

uint64_t lines_tick(uint64_t now_ms)
{
    uint64_t next = UINT64_MAX;
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (l->state != LINE_OPENING)
            continue;
        if (now_ms >= l->deadline_ms)
            become(l, LINE_AWAY, ETIMEDOUT);
        else if (l->deadline_ms < next)
            next = l->deadline_ms;
    }
    return next;
}

/* One that is still being opened is given up: the new server asks again. */
void lines_owe_all(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (l->state == LINE_OPENING) {
            close_line(l);
            l->state = LINE_NONE;
        }
        l->owes = l->held = l->state != LINE_NONE;
    }
}

static bool tell(int socket, const struct line *l)
{
    static struct message m;
    enum message_type type = l->state == LINE_ENDED  ? MESSAGE_ENDED
                             : l->state == LINE_AWAY ? MESSAGE_AWAY
                             : l->held               ? MESSAGE_HELD
                                                     : MESSAGE_STARTED;
    m = (struct message){.type = type, .window = l->window, .request = l->request};
    if (type == MESSAGE_AWAY)
        m.error = l->error;
    if (type == MESSAGE_AWAY && why.of == l)
        (void)source_add(&m.source, SLICE("why"), slice_make(why.words, why.len));
    return message_send(socket, &m, l->fd);
}

bool lines_pay(int socket)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct line *l = &lines[i];
        if (!l->owes)
            continue;
        if (!tell(socket, l))
            return false;
        l->owes = false;
        if (l->state == LINE_AWAY)
            l->state = LINE_NONE; /* the server asks again when it likes */
    }
    return true;
}

void lines_close_all(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        if (lines[i].state != LINE_NONE && lines[i].state != LINE_ENDED)
            become(&lines[i], LINE_ENDED, 0);
}

void lines_close_fds(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        if (lines[i].fd >= 0)
            close(lines[i].fd);
}
