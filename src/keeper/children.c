/*
 * Every transition of a child's state stands in this file. A slot is the window's: the server takes
 * a window's slot anew only after it has said FORGET, and messages keep their order.
 */
#include "keeper/children.h"

#include "base/clock.h"
#include "base/log.h"

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct child children[LIMIT_WINDOWS];
static uint32_t escalation_ms;

void children_setup(uint32_t kill_ms)
{
    escalation_ms = kill_ms;
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        children[i] = (struct child){.master = -1, .exec_pipe = -1};
}

struct child *children_at(uint16_t index)
{
    return &children[index];
}

static bool lives(const struct child *c)
{
    return c->state >= CHILD_STARTING && c->state <= CHILD_KILLED;
}

static bool words_are_whole(const struct message *m)
{
    return m->command_len <= sizeof m->command &&
           (m->command_len == 0 ||
            (m->command[m->command_len - 1] == '\0' && m->command[0] != '\0'));
}

bool children_start(const struct message *m, const struct spawn_settings *settings)
{
    if (m->window.index >= LIMIT_WINDOWS || !words_are_whole(m) || m->cols == 0 || m->rows == 0)
        return false;
    struct child *c = &children[m->window.index];
    if (c->state != CHILD_NONE)
        return false;
    struct spawned made;
    struct slice command = {(const uint8_t *)m->command, m->command_len};
    *c = (struct child){.window = m->window, .request = m->request, .master = -1, .exec_pipe = -1};
    c->error = spawn(&made, command, m->cols, m->rows, settings);
    if (c->error != 0) {
        c->state = CHILD_FAILED;
        c->owes_end = true;
        return true;
    }
    c->state = CHILD_STARTING;
    c->pid = made.pid;
    c->master = made.master;
    c->exec_pipe = made.exec_pipe;
    return true;
}

static struct child *named(const struct message *m)
{
    if (m->window.index >= LIMIT_WINDOWS)
        return NULL;
    struct child *c = &children[m->window.index];
    bool same = c->state != CHILD_NONE && c->window.generation == m->window.generation &&
                c->request == m->request;
    return same ? c : NULL;
}

/* To the leader's group, and to the one in the foreground, which a shell puts its commands in. */
static void signal_groups(const struct child *c, int number)
{
    pid_t foreground = c->master >= 0 ? tcgetpgrp(c->master) : -1;
    (void)kill(-c->pid, number);
    if (foreground > 1 && foreground != c->pid)
        (void)kill(-foreground, number);
}

static void ask_to_end(struct child *c, uint64_t now_ms)
{
    if (c->state != CHILD_STARTING && c->state != CHILD_RUNNING)
        return;
    signal_groups(c, SIGHUP);
    signal_groups(c, SIGTERM);
    signal_groups(c, SIGCONT);
    c->state = CHILD_ENDING;
    c->deadline_ms = now_ms + escalation_ms;
}

void children_end(const struct message *m, uint64_t now_ms)
{
    struct child *c = named(m);
    if (c)
        ask_to_end(c, now_ms);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void children_forget(const struct message *m)
{
    struct child *c = named(m);
    if (!c || lives(c))
        return;
    close_fd(&c->master);
    close_fd(&c->exec_pipe);
    c->state = CHILD_NONE;
}

bool children_reaped(int32_t pid, int32_t status)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct child *c = &children[i];
        if (!lives(c) || c->pid != pid)
            continue;
        if (c->exec_pipe >= 0)
            children_exec_over(c);
        if (c->state == CHILD_ENDING || c->state == CHILD_KILLED)
            (void)kill(-pid, SIGKILL);
        c->status = status;
        if (c->state != CHILD_FAILED)
            c->state = CHILD_ENDED;
        c->owes_end = true;
        return true;
    }
    return false;
}

void children_exec_over(struct child *c)
{
    int error = 0;
    ssize_t n = read(c->exec_pipe, &error, sizeof error);
    close_fd(&c->exec_pipe);
    if (n == (ssize_t)sizeof error) {
        c->error = error;
        c->state = CHILD_FAILED;
        c->owes_end = true;
        return;
    }
    c->owes_pty = true;
    if (c->state == CHILD_STARTING)
        c->state = CHILD_RUNNING;
}

static void log_kill(const struct child *c)
{
    struct log_line l;
    log_open(&l, LOG_WARNING, "child-killed");
    log_u64(&l, "pid", (uint64_t)c->pid);
    log_u64(&l, "after_ms", escalation_ms);
    log_close(&l);
}

uint64_t children_tick(uint64_t now_ms)
{
    uint64_t next = UINT64_MAX;
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct child *c = &children[i];
        if (c->state != CHILD_ENDING)
            continue;
        if (now_ms >= c->deadline_ms) {
            log_kill(c);
            signal_groups(c, SIGKILL);
            c->state = CHILD_KILLED;
        } else if (c->deadline_ms < next) {
            next = c->deadline_ms;
        }
    }
    return next;
}

void children_end_all(uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        if (lives(&children[i]))
            ask_to_end(&children[i], now_ms);
}

void children_kill_all(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        if (!lives(&children[i]))
            continue;
        signal_groups(&children[i], SIGKILL);
        children[i].state = CHILD_KILLED;
    }
}

bool children_alive(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        if (lives(&children[i]))
            return true;
    return false;
}

void children_owe_all(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct child *c = &children[i];
        c->owes_pty = c->master >= 0 && c->exec_pipe < 0 && c->state != CHILD_FAILED &&
                      c->state != CHILD_NONE;
        c->held = c->owes_pty;
        c->owes_end = c->state == CHILD_ENDED || c->state == CHILD_FAILED;
    }
}

static bool tell(int socket, const struct child *c, enum message_type type, int fd)
{
    static struct message m;
    m = (struct message){.type = type,
                         .window = c->window,
                         .request = c->request,
                         .pid = c->pid,
                         .status = c->status,
                         .error = c->error};
    return message_send(socket, &m, fd);
}

bool children_pay(int socket)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct child *c = &children[i];
        if (c->owes_pty && !tell(socket, c, c->held ? MESSAGE_HELD : MESSAGE_STARTED, c->master))
            return false;
        c->owes_pty = false;
        if (c->owes_end &&
            !tell(socket, c, c->state == CHILD_FAILED ? MESSAGE_FAILED : MESSAGE_ENDED, -1))
            return false;
        c->owes_end = false;
    }
    return true;
}

void children_close_fds(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        close_fd(&children[i].master);
        close_fd(&children[i].exec_pipe);
    }
}
