/*
 * The table that passes each message of the keeper to the module concerned. It also completes the
 * server's messages about windows and jobs at the moment they are sent.
 */
#include "app/hear.h"

#include "app/core/link.h"
#include "app/io/window_log.h"
#include "app/jobs/jobs.h"
#include "app/jobs/tmux.h"
#include "app/life/lifecycle.h"
#include "app/window/windows.h"
#include "base/bug.h"
#include "base/clock.h"
#include "net/net.h"

#include <poll.h>

static bool shutting_down, taken_over;

static bool hear_is_job(const struct message *m)
{
    return m->window.index >= LIMIT_WINDOWS;
}

static uint16_t hear_job_slot(const struct message *m)
{
    BUG_UNLESS(m->window.index < LIMIT_CHILDREN);
    return (uint16_t)(m->window.index - LIMIT_WINDOWS);
}

static bool hear_fill_start(struct message *m)
{
    if (hear_is_job(m)) {
        m->source = *jobs_source(hear_job_slot(m), &m->deadline_ms);
        return true;
    }
    const struct window *w = windows_find(m->window);
    if (!w)
        return false;
    m->cols = w->cols;
    m->rows = w->rows;
    m->source = w->source;
    tmux_name_socket(&m->source);
    return true;
}

static bool hear_fill_log(struct message *m)
{
    const struct window *w = windows_find(m->window);
    if (!w)
        return false;
    m->status = window_log_full(w) ? 1 : 0;
    m->source = w->source;
    return true;
}

static bool hear_fill(struct message *m)
{
    switch (m->type) {
    case MESSAGE_START:
        return hear_fill_start(m);
    case MESSAGE_LOG:
        return hear_fill_log(m);
    default:
        return true;
    }
}

static void hear_on_listener(const struct message *m, int fd)
{
    (void)m;
    BUG_UNLESS(net_listen(fd));
}

static void hear_on_started(const struct message *m, int fd)
{
    lifecycle_started(m->window, m->request, m->pid, fd, m->type == MESSAGE_HELD);
}

static void hear_on_failed(const struct message *m, int fd)
{
    (void)fd;
    lifecycle_failed(m->window, m->request, m->error, m->status);
}

static void hear_on_ended(const struct message *m, int fd)
{
    (void)fd;
    lifecycle_ended(m->window, m->request, m->status, m->error);
}

static void hear_on_away(const struct message *m, int fd)
{
    (void)fd;
    lifecycle_away(m->window, m->request, m->error, &m->source);
}

static void hear_on_log_file(const struct message *m, int fd)
{
    window_log_file(m->window, fd, m->status < 0 ? WINDOW_LOG_ENDLESS : (uint64_t)m->status);
}

static void hear_on_log_failed(const struct message *m, int fd)
{
    (void)fd;
    window_log_failed(m->window, m->error);
}

static void hear_on_takeover_end(const struct message *m, int fd)
{
    (void)m;
    (void)fd;
    taken_over = true;
}

static void hear_on_shutdown(const struct message *m, int fd)
{
    (void)m;
    (void)fd;
    shutting_down = true;
}

static void hear_on_reopen(const struct message *m, int fd)
{
    (void)m;
    (void)fd;
    window_log_reopen_all();
}

static void hear_on_ping(const struct message *m, int fd)
{
    (void)m;
    (void)fd;
    app.pinged_ms = clock_ms();
    link_pong();
}

/* Handlers of the messages that the keeper sends. A descriptor must come with the types that
 * carry one, and with no other. */
static const struct {
    void (*handle)(const struct message *m, int fd);
    bool carries;
} hear_table[MESSAGE_TYPES] = {
    [MESSAGE_LISTENER] = {hear_on_listener, true},
    [MESSAGE_STARTED] = {hear_on_started, true},
    [MESSAGE_HELD] = {hear_on_started, true},
    [MESSAGE_FAILED] = {hear_on_failed, false},
    [MESSAGE_ENDED] = {hear_on_ended, false},
    [MESSAGE_AWAY] = {hear_on_away, false},
    [MESSAGE_LOG_FILE] = {hear_on_log_file, true},
    [MESSAGE_LOG_FAILED] = {hear_on_log_failed, false},
    [MESSAGE_TAKEOVER_END] = {hear_on_takeover_end, false},
    [MESSAGE_SHUTDOWN] = {hear_on_shutdown, false},
    [MESSAGE_PING] = {hear_on_ping, false},
    [MESSAGE_REOPEN] = {hear_on_reopen, false},
};

static void hear_job(const struct message *m, int fd)
{
    if (m->type == MESSAGE_STARTED)
        jobs_started(hear_job_slot(m), m->request, fd);
    else
        jobs_ended(hear_job_slot(m), m->request,
                   m->type == MESSAGE_ENDED ? (struct job_end){.status = m->status}
                                            : (struct job_end){.error = m->error});
}

/* Receives and handles at most one message; false: none was waiting. */
static bool hear_one(void)
{
    static struct message m;
    int fd = -1;
    if (!link_receive(&m, &fd))
        return false;
    BUG_UNLESS(m.type < MESSAGE_TYPES && hear_table[m.type].handle);
    BUG_UNLESS(hear_table[m.type].carries == (fd >= 0));
    if (hear_is_job(&m))
        hear_job(&m, fd);
    else
        hear_table[m.type].handle(&m, fd);
    return true;
}

static void hear_ready(uint32_t id, short revents, uint64_t now_ms)
{
    (void)id;
    (void)now_ms;
    if (revents & POLLOUT)
        link_flush();
    for (int i = 0; i < LIMIT_WINDOWS && hear_one(); i++)
        ;
}

void hear_init(int socket)
{
    link_init(socket, hear_fill);
    shutting_down = taken_over = false;
}

void hear_take_over(void)
{
    while (!taken_over)
        if (!hear_one())
            link_wait();
}

void hear_watch(void)
{
    link_watch(hear_ready);
}

bool hear_shutting_down(void)
{
    return shutting_down;
}
