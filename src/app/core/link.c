/*
 * Owed messages: for each slot of a window or job at most one FORGET (of the program that was there
 * before), one LOST, one LOG, one START and one END, sent in that order. The socket to the keeper
 * takes them at once but in a storm; then they wait for POLLOUT.
 */
#include "app/core/link.h"

#include "app/io/window_log.h"
#include "app/jobs/jobs.h"
#include "app/jobs/tmux.h"
#include "base/bug.h"
#include "base/log.h"
#include "board/message.h"
#include "net/net.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* In the order in which they are sent. */
enum kind { OWED_FORGET, OWED_LOST, OWED_LOG, OWED_START, OWED_END, OWED_KINDS };

struct owed {
    struct handle window; /* generation 0: nothing */
    uint32_t request;
};

static struct owed owed[LIMIT_CHILDREN][OWED_KINDS];
static int socket_fd, watch;
static bool shutting_down, taken_over, owes_figures, owes_logged, owes_pong;

void link_init(int socket)
{
    memset(owed, 0, sizeof owed);
    socket_fd = socket;
    watch = -1;
    shutting_down = false;
    taken_over = false;
    owes_figures = owes_logged = owes_pong = false;
}

/* The keeper's end of the socket is gone: there is nobody left to serve for. */
static _Noreturn void keeper_gone(void)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "keeper-gone");
    log_close(&l);
    _exit(1);
}

static bool tell(const struct message *m)
{
    if (message_send(socket_fd, m, -1))
        return true;
    if (!message_later(errno))
        keeper_gone();
    return false;
}

static bool tell_start_job(const struct owed *o)
{
    struct message m = {.type = MESSAGE_START, .window = o->window, .request = o->request};
    m.source = *jobs_source((uint16_t)(o->window.index - LIMIT_WINDOWS), &m.deadline_ms);
    return tell(&m);
}

static bool tell_start(const struct owed *o)
{
    if (o->window.index >= LIMIT_WINDOWS)
        return tell_start_job(o);
    const struct window *w = windows_find(o->window);
    if (!w)
        return true;
    struct message m = {.type = MESSAGE_START,
                        .window = o->window,
                        .request = o->request,
                        .cols = w->cols,
                        .rows = w->rows,
                        .source = w->source};
    tmux_name_socket(&m.source);
    return tell(&m);
}

static bool tell_log(const struct owed *o)
{
    const struct window *w = windows_find(o->window);
    if (!w)
        return true;
    struct message m = {.type = MESSAGE_LOG,
                        .window = o->window,
                        .status = window_log_full(windows_slot(w)) ? 1 : 0,
                        .source = w->source};
    return tell(&m);
}

static bool tell_about(enum message_type type, const struct owed *o)
{
    struct message m = {.type = type, .window = o->window, .request = o->request};
    return tell(&m);
}

static bool tell_owed(enum kind kind, const struct owed *o)
{
    switch (kind) {
    case OWED_FORGET:
        return tell_about(MESSAGE_FORGET, o);
    case OWED_LOST:
        return tell_about(MESSAGE_LOST, o);
    case OWED_LOG:
        return tell_log(o);
    case OWED_START:
        return tell_start(o);
    case OWED_END:
        return tell_about(MESSAGE_END, o);
    case OWED_KINDS:
        break;
    }
    return true;
}

/* False: the socket is full. */
static bool pay(struct owed of[OWED_KINDS])
{
    for (unsigned kind = 0; kind < OWED_KINDS; kind++) {
        if (of[kind].window.generation == 0)
            continue;
        if (!tell_owed((enum kind)kind, &of[kind]))
            return false;
        of[kind] = (struct owed){0};
    }
    return true;
}

/* A message of its type alone. */
static bool pay_word(enum message_type type, bool *owes)
{
    struct message m = {.type = type};
    *owes = *owes && !tell(&m);
    return !*owes;
}

static void flush(void)
{
    bool all = pay_word(MESSAGE_FIGURES, &owes_figures) && pay_word(MESSAGE_LOGGED, &owes_logged) &&
               pay_word(MESSAGE_PONG, &owes_pong);
    for (uint16_t i = 0; i < LIMIT_CHILDREN && all; i++)
        all = pay(owed[i]);
    if (watch >= 0)
        loop_want(watch, all ? POLLIN : POLLIN | POLLOUT);
}

static void owe(enum kind kind, struct handle window, uint32_t request)
{
    BUG_UNLESS(window.index < LIMIT_CHILDREN);
    owed[window.index][kind] = (struct owed){window, request};
    flush();
}

/* What it was to end was another start of it. */
static void owe_start(struct handle window, uint32_t request)
{
    BUG_UNLESS(window.index < LIMIT_CHILDREN);
    owed[window.index][OWED_END] = (struct owed){0};
    owe(OWED_START, window, request);
}

void link_start(const struct window *w)
{
    owe_start(windows_handle(w), w->request);
}

void link_start_job(struct handle job, uint32_t request)
{
    owe_start(job, request);
}

void link_end(struct handle window, uint32_t request)
{
    owe(OWED_END, window, request);
}

void link_forget(struct handle window, uint32_t request)
{
    owe(OWED_FORGET, window, request);
}

void link_log(struct handle window)
{
    owe(OWED_LOG, window, 0);
}

void link_lost(struct handle window, uint32_t request)
{
    owe(OWED_LOST, window, request);
}

void link_ready(void)
{
    struct message m = {.type = MESSAGE_READY};
    (void)tell(&m);
}

void link_figures(void)
{
    owes_figures = true;
    flush();
}

void link_logged(void)
{
    owes_logged = true;
    flush();
}

void link_bye(void)
{
    struct message m = {.type = MESSAGE_BYE};
    (void)tell(&m);
}

static void heard_of_job(const struct message *m, int fd)
{
    uint16_t slot = (uint16_t)(m->window.index - LIMIT_WINDOWS);
    BUG_UNLESS(slot < LIMIT_JOBS);
    if (m->type == MESSAGE_STARTED)
        jobs_started(slot, m->request, fd);
    else
        jobs_ended(slot, m->request,
                   m->type == MESSAGE_ENDED ? (struct job_end){.status = m->status}
                                            : (struct job_end){.error = m->error});
}

/* A descriptor must have come with the message, or must not have. */
static void heard(const struct message *m, int fd)
{
    bool carries = m->type == MESSAGE_LISTENER || m->type == MESSAGE_STARTED ||
                   m->type == MESSAGE_HELD || m->type == MESSAGE_LOG_FILE;
    BUG_UNLESS(carries == (fd >= 0));
    if (m->window.index >= LIMIT_WINDOWS) {
        heard_of_job(m, fd);
        return;
    }
    switch (m->type) {
    case MESSAGE_LISTENER:
        BUG_UNLESS(net_listen(fd));
        break;
    case MESSAGE_STARTED:
    case MESSAGE_HELD:
        windows_started(m->window, m->request, m->pid, fd, m->type == MESSAGE_HELD);
        break;
    case MESSAGE_FAILED:
        windows_failed(m->window, m->request, m->error);
        break;
    case MESSAGE_LOG_FILE:
        window_log_file(m->window, fd, m->status < 0 ? WINDOW_LOG_ENDLESS : (uint64_t)m->status);
        break;
    case MESSAGE_LOG_FAILED:
        window_log_failed(m->window, m->error);
        break;
    case MESSAGE_AWAY:
        windows_away(m->window, m->request, m->error, &m->source);
        break;
    case MESSAGE_ENDED:
        windows_ended(m->window, m->request, m->status, m->error);
        break;
    case MESSAGE_TAKEOVER_END:
        taken_over = true;
        break;
    case MESSAGE_SHUTDOWN:
        shutting_down = true;
        break;
    case MESSAGE_PING:
        owes_pong = true;
        flush();
        break;
    default:
        bug_die(__FILE__, __LINE__, "a message that the keeper does not send");
    }
}

/* At most one message; false: none waits. */
static bool hear(void)
{
    static struct message m;
    int fd = -1;
    int got = message_receive(socket_fd, &m, &fd);
    if (got == 0)
        keeper_gone();
    if (got < 0) {
        if (!message_later(errno))
            keeper_gone();
        return false;
    }
    heard(&m, fd);
    return true;
}

void link_take_over(void)
{
    while (!taken_over) {
        struct pollfd p = {.fd = socket_fd, .events = POLLIN};
        if (poll(&p, 1, -1) > 0)
            (void)hear();
    }
}

static void ready(uint32_t id, short revents, uint64_t now_ms)
{
    (void)id;
    (void)now_ms;
    if (revents & POLLOUT)
        flush();
    for (int i = 0; i < LIMIT_WINDOWS && hear(); i++)
        ;
}

void link_watch(void)
{
    watch = loop_watch(socket_fd, POLLIN, ready, 0);
    BUG_UNLESS(watch >= 0);
    flush();
}

bool link_shutting_down(void)
{
    return shutting_down;
}
