/*
 * Carries out every transition of a child's state. The server starts another program in a slot only
 * after FORGET, and messages keep their order.
 *
 * A program that ends leaves no process group: other processes of the group are asked to end, and
 * killed at the deadline; only then is the window reported as ended. Jobs that a shell put into
 * groups of their own (nohup, disown) survive that, as they survive the end of a login; END reaches
 * them too, through their session.
 */
#include "keeper/child/children.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "keeper/child/endings.h"
#include "keeper/core/counts.h"
#include "os/descriptor.h"
#include "os/loop.h"
#include "os/proc/processes.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define START_MS 10000  /* limit for an exec, which may wait for a disk */
#define LINGER_MS 20    /* interval between two checks of a group that is about to end */
#define GIVE_UP_MS 1000 /* wait after SIGKILL: processes left cannot be killed */

enum child_state {
    CHILD_NONE,
    CHILD_STARTING,
    CHILD_RUNNING,
    CHILD_ENDING,
    CHILD_KILLED,
    CHILD_ENDED,
    CHILD_FAILED,
};

struct child {
    enum child_state state;
    struct handle window;
    uint32_t request;
    int32_t pid;
    int32_t status;       /* status from wait(), if reaped */
    int32_t error;        /* errno why the program never ran; 0: it ran */
    enum start_step step; /* the step that failed, if error is set */
    int master;           /* -1: none */
    int exec_pipe;        /* -1: the exec has succeeded or failed */
    int exec_watch;       /* watch of exec_pipe */
    uint64_t started_ms;
    uint64_t job_deadline_ms;   /* time at which a job is asked to end; 0: not a job */
    bool discarded;             /* a job whose server is gone: its end is not reported */
    uint64_t deadline_ms;       /* deadline of CHILD_STARTING, CHILD_ENDING and CHILD_KILLED */
    bool asked;                 /* asked to end: signals reach its whole session */
    bool reaped;                /* the program is gone; others of its group may remain */
    bool sent_term, sent_kill;  /* signals sent so far */
    bool pty_pending;           /* the PTY is to be sent to the server */
    bool end_pending;           /* ENDED or FAILED is to be sent to the server */
    bool reported;              /* an earlier server was sent the PTY: HELD, not STARTED */
    enum memory_verdict memory; /* reported with CHILD_ENDED */
};

static struct child children[LIMIT_CHILDREN];
static uint32_t escalation_ms;

void children_init(uint32_t kill_ms)
{
    escalation_ms = kill_ms;
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        children[i] = (struct child){.master = -1, .exec_pipe = -1};
}

void children_kill_after(uint32_t kill_ms)
{
    escalation_ms = kill_ms;
}

static bool child_lives(const struct child *c)
{
    return c->state >= CHILD_STARTING && c->state <= CHILD_KILLED;
}

static bool size_is_possible(const struct message *m)
{
    if (m->window.index >= LIMIT_WINDOWS)
        return m->cols == 0 && m->rows == 0;
    return m->cols > 0 && m->rows > 0 && m->cols <= LIMIT_COLS && m->rows <= LIMIT_ROWS;
}

/* Frees the slot. */
static void child_give(struct child *c)
{
    os_close(&c->master);
    c->state = CHILD_NONE;
    c->pty_pending = c->end_pending = false;
}

static struct ending child_ending(const struct child *c, uint64_t now_ms)
{
    return (struct ending){.slot = c->window.index,
                           .pid = c->pid,
                           .status = c->status,
                           .error = c->error,
                           .step = c->step,
                           .asked = c->asked,
                           .sent_term = c->sent_term,
                           .sent_kill = c->sent_kill,
                           .ran_ms = now_ms - c->started_ms};
}

static void child_finish(struct child *c, uint64_t now_ms)
{
    struct ending e = child_ending(c, now_ms);
    c->memory = e.oom = endings_memory(&e);
    endings_log(&e);
    c->state = c->error != 0 ? CHILD_FAILED : CHILD_ENDED;
    c->end_pending = true;
    if (c->error != 0) {
        c->pty_pending = false;
        os_close(&c->master);
    }
    if (c->discarded)
        child_give(c);
}

static void child_exec_ready(uint32_t slot, short revents, uint64_t now_ms);

bool children_start(const struct message *m, const struct spawn_settings *settings, uint64_t now_ms)
{
    if (!size_is_possible(m))
        return false;
    struct child *c = &children[m->window.index];
    if (c->state !=
        CHILD_NONE) /* a job whose slot a discarded one still has times out unanswered */
        return c->discarded;
    struct spawned made;
    bool job = m->window.index >= LIMIT_WINDOWS;
    *c = (struct child){.window = m->window,
                        .request = m->request,
                        .master = -1,
                        .exec_pipe = -1,
                        .job_deadline_ms = job ? now_ms + m->deadline_ms : 0,
                        .started_ms = now_ms};
    c->error = spawn(&made, &m->source, m->cols, m->rows, settings);
    c->step = made.step;
    if (c->error != 0) {
        child_finish(c, now_ms);
        return true;
    }
    c->state = CHILD_STARTING;
    c->deadline_ms = now_ms + START_MS;
    c->pid = made.pid;
    c->master = made.master;
    c->exec_pipe = made.exec_pipe;
    c->exec_watch = loop_watch(c->exec_pipe, POLLIN, child_exec_ready, m->window.index);
    BUG_UNLESS(c->exec_watch >= 0);
    return true;
}

/* Returns the child that a message is about; NULL if its slot was freed or is in use by another
 * start. */
static struct child *child_of(const struct message *m)
{
    struct child *c = &children[m->window.index];
    bool same =
        c->state != CHILD_NONE && handle_equal(c->window, m->window) && c->request == m->request;
    return same ? c : NULL;
}

/* Signals the child's group; after a request to end also the terminal's foreground group, in which
 * a shell runs its commands, and the rest of its session. A child that has not reached its exec may
 * have no group yet. */
static void child_signal(const struct child *c, int number)
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

/* Sends SIGHUP, SIGTERM and, last, SIGCONT: a stopped process resumes with the other two
 * pending. */
static void child_terminate(struct child *c, uint64_t now_ms)
{
    child_signal(c, SIGHUP);
    child_signal(c, SIGTERM);
    child_signal(c, SIGCONT);
    c->sent_term = true;
    c->state = CHILD_ENDING;
    c->deadline_ms = now_ms + escalation_ms;
}

static void child_ask_to_end(struct child *c, uint64_t now_ms)
{
    if (!child_lives(c) || c->asked)
        return;
    c->asked = true;
    if (c->state != CHILD_KILLED)
        child_terminate(c, now_ms);
}

bool children_end(const struct message *m, uint64_t now_ms)
{
    struct child *c = child_of(m);
    if (c)
        child_ask_to_end(c, now_ms);
    return true;
}

bool children_forget(const struct message *m)
{
    struct child *c = child_of(m);
    if (c && child_lives(c))
        return false;
    if (c)
        child_give(c);
    return true;
}

bool children_has(struct handle window)
{
    return children[window.index].state != CHILD_NONE;
}

/* Whether processes remain that must end before the child counts as ended. */
static bool child_leaves_others(const struct child *c)
{
    return kill(-c->pid, 0) == 0 || (c->asked && os_signal_kin(OS_OF_SESSION, c->pid, 0) > 0);
}

static void child_exec_over(struct child *c)
{
    enum start_step step;
    int error = spawn_result(c->exec_pipe, &step);
    loop_forget(c->exec_watch);
    os_close(&c->exec_pipe);
    if (error != 0) {
        c->error = error;
        c->step = step;
    }
    c->pty_pending = c->error == 0;
    if (c->state == CHILD_STARTING)
        c->state = CHILD_RUNNING;
}

static void child_exec_ready(uint32_t slot, short revents, uint64_t now_ms)
{
    (void)revents;
    (void)now_ms;
    child_exec_over(&children[slot]);
}

bool children_reaped(int32_t pid, int32_t status, uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        if (!child_lives(c) || c->reaped || c->pid != pid)
            continue;
        if (c->exec_pipe >= 0)
            child_exec_over(c);
        c->reaped = true;
        c->status = status;
        if (c->error != 0 || !child_leaves_others(c))
            child_finish(c, now_ms);
        else if (c->state == CHILD_RUNNING)
            child_terminate(c, now_ms);
        return true;
    }
    return false;
}

static struct slice child_state_name(const struct child *c)
{
    return c->state == CHILD_STARTING  ? SLICE("starting")
           : c->state == CHILD_RUNNING ? SLICE("running")
                                       : SLICE("ending");
}

static void child_kill(struct child *c, uint64_t now_ms)
{
    struct log_line l;
    log_open(&l, LOG_WARNING, "child-killed");
    log_u64(&l, "pid", (uint64_t)c->pid);
    log_str(&l, "state", child_state_name(c));
    log_u64(&l, "kill_ms", escalation_ms);
    log_close(&l);
    if (c->state == CHILD_STARTING) {
        c->error = ETIMEDOUT;
        c->step = START_EXEC;
    }
    child_signal(c, SIGKILL);
    c->sent_kill = true;
    counts_add(KEEPER_COUNT_KILLS, 1);
    c->state = CHILD_KILLED;
    c->deadline_ms = now_ms + GIVE_UP_MS;
}

/* Returns the time of the next check, or UINT64_MAX if none is due. */
static uint64_t child_tick(struct child *c, uint64_t now_ms)
{
    if (c->state == CHILD_RUNNING && c->job_deadline_ms > 0 && now_ms >= c->job_deadline_ms)
        child_ask_to_end(c, now_ms);
    if (c->state == CHILD_RUNNING)
        return c->job_deadline_ms > 0 ? c->job_deadline_ms : UINT64_MAX;
    if (!child_lives(c))
        return UINT64_MAX;
    bool late = now_ms >= c->deadline_ms;
    if (c->reaped && (!child_leaves_others(c) || (late && c->state == CHILD_KILLED))) {
        child_finish(c, now_ms);
        return UINT64_MAX;
    }
    if (late && c->state != CHILD_KILLED)
        child_kill(c, now_ms);
    if (c->reaped)
        return now_ms + LINGER_MS;
    return c->state == CHILD_KILLED ? UINT64_MAX : c->deadline_ms;
}

uint64_t children_tick(uint64_t now_ms)
{
    uint64_t next = UINT64_MAX;
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        next = clock_earlier(next, child_tick(&children[i], now_ms));
    return next;
}

void children_end_all(uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        child_ask_to_end(&children[i], now_ms);
}

void children_kill_all(uint64_t now_ms)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        c->asked = true;
        if (child_lives(c) && c->state != CHILD_KILLED)
            child_kill(c, now_ms);
    }
}

bool children_alive(void)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        if (child_lives(&children[i]))
            return true;
    return false;
}

bool children_starting(void)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        if (children[i].exec_pipe >= 0)
            return true;
    return false;
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

void children_new_server(uint64_t now_ms)
{
    for (uint16_t i = LIMIT_WINDOWS; i < LIMIT_CHILDREN; i++) {
        struct child *c = &children[i];
        c->discarded = child_lives(c);
        if (child_lives(c))
            child_ask_to_end(c, now_ms);
        else
            child_give(c);
    }
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        struct child *c = &children[i];
        c->pty_pending = c->master >= 0 && c->exec_pipe < 0 && c->error == 0;
        c->reported = c->pty_pending;
        c->end_pending = c->state == CHILD_ENDED || c->state == CHILD_FAILED;
    }
}

static bool child_send(int socket, const struct child *c, enum message_type type, int fd)
{
    static struct message m;
    m = (struct message){.type = type,
                         .window = c->window,
                         .request = c->request,
                         .pid = c->pid,
                         .status = c->state == CHILD_FAILED ? (int32_t)c->step : c->status,
                         .error = c->state == CHILD_ENDED ? (int32_t)c->memory : c->error};
    return message_send(socket, &m, fd);
}

/* Sends the PTY before the ending, so the server can read the program's last output. */
static bool child_flush(int socket, struct child *c)
{
    enum message_type pty = c->reported ? MESSAGE_HELD : MESSAGE_STARTED;
    enum message_type end = c->state == CHILD_FAILED ? MESSAGE_FAILED : MESSAGE_ENDED;
    if (c->discarded)
        return true;
    if (c->pty_pending && !child_send(socket, c, pty, c->master))
        return false;
    c->pty_pending = false;
    if (c->end_pending && !child_send(socket, c, end, -1))
        return false;
    c->end_pending = false;
    return true;
}

bool children_flush(int socket)
{
    for (uint16_t i = 0; i < LIMIT_CHILDREN; i++)
        if (!child_flush(socket, &children[i]))
            return false;
    return true;
}

int *children_fd(uint16_t *place)
{
    if (*place >= 2 * LIMIT_CHILDREN)
        return NULL;
    struct child *c = &children[*place / 2];
    return (*place)++ % 2 == 0 ? &c->master : &c->exec_pipe;
}
