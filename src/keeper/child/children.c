/*
 * Every transition of a child's state stands in this file. A slot is the window's: the server takes
 * a window's slot anew only after it has said FORGET, and messages keep their order.
 *
 * A program that ends leaves no process group behind: what lingers in it is asked to end, and
 * killed at the deadline; only then is the window told to have ended. Jobs that a shell put into
 * groups of their own (nohup, disown) are left alone then, as a login leaves them; END reaches them
 * too, through their session.
 */
#include "keeper/child/children.h"

#include "base/log.h"
#include "keeper/child/endings.h"
#include "keeper/measure.h"
#include "os/proc/processes.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define START_MS 10000  /* for an exec, which may wait for a disk */
#define LINGER_MS 20    /* between two looks at a group that is about to end */
#define GIVE_UP_MS 1000 /* after SIGKILL: what is still there cannot be killed */

static struct child children[LIMIT_CHILDREN];
static uint32_t escalation_ms;

void children_init(uint32_t kill_ms)
{
    escalation_ms = kill_ms;
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        children[i] = (struct child){.master = -1, .exec_pipe = -1};
}

void children_patience(uint32_t kill_ms)
{
    escalation_ms = kill_ms;
}

static bool lives(const struct child *c)
{
    return c->state >= CHILD_STARTING && c->state <= CHILD_KILLED;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool size_is_possible(const struct message *m)
{
    if (m->window.index >= LIMIT_WINDOWS)
        return m->cols == 0 && m->rows == 0;
    return m->cols > 0 && m->rows > 0 && m->cols <= LIMIT_COLS && m->rows <= LIMIT_ROWS;
}

/* A job that nobody waits for. */
static void drop(struct child *c)
{
    close_fd(&c->master);
    c->state = CHILD_NONE;
    c->owes_pty = c->owes_end = false;
}

static void finish(struct child *c, uint64_t now_ms)
{
    c->state = c->error != 0 ? CHILD_FAILED : CHILD_ENDED;
    c->owes_end = true;
    if (c->error != 0) {
        c->owes_pty = false;
        close_fd(&c->master);
    }
    c->memory = endings_memory(c);
    endings_log(c, now_ms);
    if (c->dropped)
        drop(c);
}

bool children_start(const struct message *m, const struct spawn_settings *settings, uint64_t now_ms)
{
    if (!size_is_possible(m))
        return false;
    struct child *c = &children[m->window.index];
    if (c->state != CHILD_NONE)
        return c->dropped; /* not yet gone; a job that is not answered is over at its deadline */
    struct spawned made;
    *c = (struct child){.window = m->window,
                        .request = m->request,
                        .master = -1,
                        .exec_pipe = -1,
                        .job_until_ms =
                            m->window.index >= LIMIT_WINDOWS ? now_ms + m->deadline_ms : 0,
                        .started_ms = now_ms};
    c->error = spawn(&made, &m->source, m->cols, m->rows, settings);
    if (c->error != 0) {
        finish(c, now_ms);
        return true;
    }
    c->state = CHILD_STARTING;
    c->deadline_ms = now_ms + START_MS;
    c->pid = made.pid;
    c->master = made.master;
    c->exec_pipe = made.exec_pipe;
    return true;
}

/* The child that a message is about; NULL: it is gone already. */
static struct child *named(const struct message *m)
{
    struct child *c = &children[m->window.index];
    bool same = c->state != CHILD_NONE && c->window.generation == m->window.generation &&
                c->request == m->request;
    return same ? c : NULL;
}

/* To the child's group; where it was asked to end also to the group in the foreground, which a
 * shell puts its commands in, and to all others of its session. One that has not reached its exec
 * may have no group yet. */
static void signal_all(const struct child *c, int number)
{
    if (c->exec_pipe >= 0)
        (void)kill(c->pid, number);
    (void)kill(-c->pid, number);
    if (!c->asked)
        return;
    pid_t foreground = c->master >= 0 ? tcgetpgrp(c->master) : -1;
    if (foreground > 1 && foreground != c->pid && getsid(foreground) == c->pid)
        (void)kill(-foreground, number);
    (void)os_signal_kin(OS_OF_SESSION, c->pid, number);
}

/* SIGCONT last: what was stopped wakes up to find the others waiting. */
static void begin_ending(struct child *c, uint64_t now_ms)
{
    signal_all(c, SIGHUP);
    signal_all(c, SIGTERM);
    signal_all(c, SIGCONT);
    c->sent_term = true;
    c->state = CHILD_ENDING;
    c->deadline_ms = now_ms + escalation_ms;
}

static void ask_to_end(struct child *c, uint64_t now_ms)
{
    if (!lives(c) || c->asked)
        return;
    c->asked = true;
    if (c->state != CHILD_KILLED)
        begin_ending(c, now_ms);
}

bool children_end(const struct message *m, uint64_t now_ms)
{
    struct child *c = named(m);
    if (c)
        ask_to_end(c, now_ms);
    return true;
}

bool children_forget(const struct message *m)
{
    struct child *c = named(m);
    if (!c)
        return true;
    if (lives(c))
        return false;
    close_fd(&c->master);
    c->state = CHILD_NONE;
    c->owes_pty = c->owes_end = false;
    return true;
}

bool children_hold(struct handle window)
{
    return children[window.index].state != CHILD_NONE;
}

/* Whether anybody is left whom its end concerns. */
static bool leaves_others(const struct child *c)
{
    return kill(-c->pid, 0) == 0 || (c->asked && os_signal_kin(OS_OF_SESSION, c->pid, 0) > 0);
}

static void exec_over(struct child *c)
{
    int error = 0;
    ssize_t n = read(c->exec_pipe, &error, sizeof error);
    close_fd(&c->exec_pipe);
    if (n == (ssize_t)sizeof error && error != 0)
        c->error = error;
    c->owes_pty = c->error == 0;
    if (c->state == CHILD_STARTING)
        c->state = CHILD_RUNNING;
}

bool children_reaped(int32_t pid, int32_t status, uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        if (!lives(c) || c->reaped || c->pid != pid)
            continue;
        if (c->exec_pipe >= 0)
            exec_over(c);
        c->reaped = true;
        c->status = status;
        if (c->error != 0 || !leaves_others(c))
            finish(c, now_ms);
        else if (c->state == CHILD_RUNNING)
            begin_ending(c, now_ms);
        return true;
    }
    return false;
}

int children_exec_pipe(uint16_t *slot)
{
    while (*slot < LIMIT_CHILDREN) {
        int fd = children[(*slot)++].exec_pipe;
        if (fd >= 0)
            return fd;
    }
    return -1;
}

void children_exec_over(int exec_pipe)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        if (children[i].exec_pipe == exec_pipe)
            exec_over(&children[i]);
}

static void log_kill(const struct child *c)
{
    struct log_line l;
    log_open(&l, LOG_WARNING, "child-killed");
    log_u64(&l, "pid", (uint64_t)c->pid);
    log_str(&l, "state",
            c->state == CHILD_STARTING  ? SLICE("starting")
            : c->state == CHILD_RUNNING ? SLICE("running")
                                        : SLICE("ending"));
    log_u64(&l, "kill_ms", escalation_ms);
    log_close(&l);
}

static void kill_now(struct child *c, uint64_t now_ms)
{
    log_kill(c);
    if (c->state == CHILD_STARTING)
        c->error = ETIMEDOUT;
    signal_all(c, SIGKILL);
    c->sent_kill = true;
    measure_count(KEEPER_COUNT_KILLS, 1);
    c->state = CHILD_KILLED;
    c->deadline_ms = now_ms + GIVE_UP_MS;
}

/* When the child is to be looked at again. */
static uint64_t tick_one(struct child *c, uint64_t now_ms)
{
    if (c->state == CHILD_RUNNING && c->job_until_ms > 0 && now_ms >= c->job_until_ms)
        ask_to_end(c, now_ms);
    if (c->state == CHILD_RUNNING)
        return c->job_until_ms > 0 ? c->job_until_ms : UINT64_MAX;
    if (!lives(c))
        return UINT64_MAX;
    bool late = now_ms >= c->deadline_ms;
    if (c->reaped && (!leaves_others(c) || (late && c->state == CHILD_KILLED))) {
        finish(c, now_ms);
        return UINT64_MAX;
    }
    if (late && c->state != CHILD_KILLED)
        kill_now(c, now_ms);
    if (c->reaped)
        return now_ms + LINGER_MS;
    return c->state == CHILD_KILLED ? UINT64_MAX : c->deadline_ms;
}

uint64_t children_tick(uint64_t now_ms)
{
    uint64_t next = UINT64_MAX;
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        uint64_t wake = tick_one(&children[i], now_ms);
        if (wake < next)
            next = wake;
    }
    return next;
}

void children_end_all(uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        ask_to_end(&children[i], now_ms);
}

void children_kill_all(uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        c->asked = true;
        if (lives(c) && c->state != CHILD_KILLED)
            kill_now(c, now_ms);
    }
}

bool children_alive(void)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        if (lives(&children[i]))
            return true;
    return false;
}

bool children_starting(void)
{
    uint16_t slot = 0;
    return children_exec_pipe(&slot) >= 0;
}

_Static_assert(CHILD_STARTING == FIGURE_CHILD_STARTING + 1 &&
                   CHILD_FAILED == FIGURE_CHILD_FAILED + 1,
               "the figures have the states in their order");

void children_count(uint32_t by_state[FIGURE_CHILDREN], uint32_t *ptys)
{
    memset(by_state, 0, FIGURE_CHILDREN * sizeof by_state[0]);
    *ptys = 0;
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        if (children[i].state != CHILD_NONE)
            by_state[children[i].state - CHILD_STARTING]++;
        *ptys += i < LIMIT_WINDOWS && children[i].master >= 0;
    }
}

void children_owe_all(uint64_t now_ms)
{
    for (uint16_t i = LIMIT_WINDOWS; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        c->dropped = lives(c);
        if (lives(c))
            ask_to_end(c, now_ms);
        else
            drop(c);
    }
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct child *c = &children[i];
        c->owes_pty = c->master >= 0 && c->exec_pipe < 0 && c->error == 0;
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
                         .error = c->state == CHILD_ENDED ? (int32_t)c->memory : c->error};
    return message_send(socket, &m, fd);
}

bool children_pay(int socket)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        if (c->dropped)
            continue;
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
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        close_fd(&children[i].master);
        close_fd(&children[i].exec_pipe);
    }
}
