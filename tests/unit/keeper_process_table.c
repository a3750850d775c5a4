/* The states of a child, driven by the test's own clock. The programs are real; the loop runs only
 * if a story says so. */
#include "check.h"
#include "keeper/child/children.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILL_MS 300
#define START_MS 10000
#define PATIENCE_MS 20000
#define T0 1000000

static struct os_account account = {.name = "me", .home = "/", .shell = "/bin/sh"};
static char *environment[] = {"PATH=/bin:/usr/bin", NULL};
static struct spawn_settings settings = {.envp = environment, .account = &account};
static int link_ends[2];

static struct message about(uint16_t slot, uint32_t request)
{
    return (struct message){.window = {.index = slot, .generation = 1}, .request = request};
}

static bool start(uint16_t slot, uint32_t request, const char *script, uint32_t deadline_ms)
{
    struct message m = about(slot, request);
    char words[256];
    int len = snprintf(words, sizeof words, "sh%c-c%c%s", 0, 0, script);
    CHECK(source_set_argv(&m.source, slice_make(words, (size_t)len + 1)));
    m.cols = slot < LIMIT_WINDOWS ? 80 : 0;
    m.rows = slot < LIMIT_WINDOWS ? 24 : 0;
    m.deadline_ms = deadline_ms;
    return children_start(&m, &settings, T0);
}

static bool end(uint16_t slot, uint32_t request, uint64_t now_ms)
{
    struct message m = about(slot, request);
    return children_end(&m, now_ms);
}

static bool forget(uint16_t slot, uint32_t request)
{
    struct message m = about(slot, request);
    return children_forget(&m);
}

/* Waits for the next process to end and reports it to the table. Returns its pid. */
static int32_t reap(uint64_t now_ms)
{
    int status;
    int32_t pid = (int32_t)waitpid(-1, &status, 0);
    CHECK(children_reaped(pid, status, now_ms));
    return pid;
}

/* Returns the type of the next message; MESSAGE_NONE if none is pending. */
static enum message_type flushed(struct message *m)
{
    int fd = -1;
    CHECK(children_flush(link_ends[0]));
    if (message_receive(link_ends[1], m, &fd) != 1)
        return MESSAGE_NONE;
    if (fd >= 0)
        close(fd);
    return (enum message_type)m->type;
}

/* Receives STARTED, and waits until the program has written a byte: its traps are set. */
static void await_output(void)
{
    struct message m;
    int fd = -1;
    CHECK(children_flush(link_ends[0]) && message_receive(link_ends[1], &m, &fd) == 1);
    CHECK_U64(MESSAGE_STARTED, m.type);
    struct pollfd output = {.fd = fd, .events = POLLIN};
    CHECK(poll(&output, 1, PATIENCE_MS) == 1);
    close(fd);
}

static uint32_t in_state(enum figure_child state)
{
    uint32_t by_state[FIGURE_CHILDREN], ptys;
    children_count(by_state, &ptys);
    return by_state[state];
}

static void run_exec(void)
{
    while (children_starting())
        (void)loop_turn(UINT64_MAX);
}

static void asked(void)
{
    struct message m;
    STORY("SIGKILL comes at the deadline, not before; a second END does not move it")
    {
        CHECK(start(0, 1, "trap '' HUP TERM; echo; while :; do sleep 1; done", 0));
        run_exec();
        CHECK_U64(1, in_state(FIGURE_CHILD_RUNNING));
        CHECK_U64(UINT64_MAX, children_tick(T0));
        await_output();
        CHECK(end(0, 1, T0));
        CHECK_U64(1, in_state(FIGURE_CHILD_ENDING));
        CHECK(end(0, 1, T0 + 200));
        CHECK_U64(T0 + KILL_MS, children_tick(T0 + KILL_MS - 1));
        CHECK_U64(1, in_state(FIGURE_CHILD_ENDING));
        CHECK_U64(UINT64_MAX, children_tick(T0 + KILL_MS));
        CHECK_U64(1, in_state(FIGURE_CHILD_KILLED));
        CHECK(children_alive());
        (void)reap(T0 + 400);
        while (children_alive())
            (void)children_tick(T0 + 400);
        CHECK_U64(1, in_state(FIGURE_CHILD_ENDED));
        CHECK_U64(MESSAGE_ENDED, flushed(&m));
        CHECK(WIFSIGNALED(m.status) && WTERMSIG(m.status) == SIGKILL);
        CHECK_U64(MESSAGE_NONE, flushed(&m));
        CHECK(forget(0, 1) && !children_has(m.window));
    }
    STORY("the value of kill_ms at the time of the request applies")
    {
        children_kill_after(50);
        CHECK(start(0, 2, "trap '' HUP TERM; echo; while :; do sleep 1; done", 0));
        run_exec();
        await_output();
        CHECK(end(0, 2, T0));
        children_kill_after(KILL_MS);
        CHECK_U64(UINT64_MAX, children_tick(T0 + 50));
        CHECK_U64(1, in_state(FIGURE_CHILD_KILLED));
        (void)reap(T0 + 60);
        while (children_alive())
            (void)children_tick(T0 + 60);
        CHECK(forget(0, 2));
        CHECK_U64(MESSAGE_NONE, flushed(&m));
    }
}

static void refused(void)
{
    struct message m = about(0, 1);
    STORY("impossible sizes are refused; the largest size is not")
    {
        m.cols = LIMIT_COLS + 1;
        m.rows = 1;
        CHECK(!children_start(&m, &settings, T0));
        m.cols = 1;
        m.rows = LIMIT_ROWS + 1;
        CHECK(!children_start(&m, &settings, T0));
        m.rows = 0;
        CHECK(!children_start(&m, &settings, T0));
        m = about(LIMIT_WINDOWS, 1);
        m.cols = 80;
        CHECK(!children_start(&m, &settings, T0));
    }
    STORY("a slot in use is not started again, and not forgotten while its program lives")
    {
        CHECK(start(1, 5, "exec sleep 100", 0));
        run_exec();
        CHECK(!start(1, 6, "exec sleep 100", 0));
        CHECK(!forget(1, 5));
        CHECK(forget(1, 4) && forget(2, 5) && end(1, 4, T0));
        m = about(1, 5);
        m.window.generation = 2;
        CHECK(children_forget(&m) && children_has(m.window));
        CHECK_U64(1, in_state(FIGURE_CHILD_RUNNING));
        CHECK(end(1, 5, T0));
        (void)reap(T0);
        CHECK(!children_alive() && forget(1, 5) && !children_has(m.window));
    }
    STORY("a process that is not in the table is reported as unknown")
    CHECK(!children_reaped((int32_t)getpid(), 0, T0));
}

static void starting(void)
{
    struct message m;
    STORY("an exec that does not come is abandoned after 10 s and reported as ETIMEDOUT")
    {
        CHECK(start(3, 1, "exec sleep 100", 0)); /* the loop is not run: no exec is noticed */
        CHECK(children_starting());
        CHECK_U64(1, in_state(FIGURE_CHILD_STARTING));
        CHECK_U64(T0 + START_MS, children_tick(T0 + START_MS - 1));
        CHECK_U64(UINT64_MAX, children_tick(T0 + START_MS));
        CHECK_U64(1, in_state(FIGURE_CHILD_KILLED));
        (void)reap(T0 + START_MS);
        CHECK(!children_starting());
        CHECK_U64(MESSAGE_FAILED, flushed(&m));
        CHECK_U64(ETIMEDOUT, m.error);
        CHECK_U64(START_EXEC, m.status);
        CHECK_U64(MESSAGE_NONE, flushed(&m));
        CHECK(forget(3, 1));
    }
    STORY("a directory that does not exist is reported as the failed step, not the program")
    {
        m = about(3, 2);
        m.cols = 80;
        m.rows = 24;
        CHECK(source_add(&m.source, SLICE("cwd"), SLICE("/no/such/directory")));
        CHECK(children_start(&m, &settings, T0));
        run_exec();
        (void)reap(T0);
        CHECK_U64(MESSAGE_FAILED, flushed(&m));
        CHECK_U64(ENOENT, m.error);
        CHECK_U64(START_DIRECTORY, m.status);
        CHECK(forget(3, 2));
    }
}

static void new_server(void)
{
    struct message m;
    uint32_t by_state[FIGURE_CHILDREN], ptys;
    STORY("a new server is sent what the one before it had: HELD, and then the ending once more")
    {
        CHECK(start(0, 1, "exec sleep 100", 0));
        run_exec();
        CHECK_U64(MESSAGE_STARTED, flushed(&m));
        children_new_server(T0);
        CHECK_U64(MESSAGE_HELD, flushed(&m));
        CHECK_U64(1, m.request);
        children_count(by_state, &ptys);
        CHECK_U64(1, ptys);
        CHECK(end(0, 1, T0));
        (void)reap(T0);
        CHECK_U64(MESSAGE_ENDED, flushed(&m));
        children_new_server(T0);
        CHECK_U64(MESSAGE_HELD, flushed(&m));
        CHECK(message_receive(link_ends[1], &m, &(int){0}) == 1 && m.type == MESSAGE_ENDED);
        CHECK(forget(0, 1));
        children_new_server(T0);
        CHECK_U64(MESSAGE_NONE, flushed(&m));
    }
}

/* Fills the socket to the server; returns with how many messages. */
static unsigned fill_socket(void)
{
    struct message m = {.type = MESSAGE_PING};
    unsigned n = 0;
    while (message_send(link_ends[0], &m, -1))
        n++;
    CHECK(message_later(errno) && n > 1);
    return n;
}

/* Receives one message, which must be of this type. */
static void receives(enum message_type type)
{
    struct message m = {.type = MESSAGE_NONE};
    int fd = -1;
    CHECK(message_receive(link_ends[1], &m, &fd) == 1);
    CHECK_U64(type, m.type);
    if (fd >= 0)
        close(fd);
}

static void full_socket(void)
{
    STORY("while the socket is full, first the PTY and then the ending wait; none is lost")
    {
        CHECK(start(0, 1, "exec sleep 100", 0));
        run_exec();
        CHECK(end(0, 1, T0));
        (void)reap(T0);
        unsigned before = fill_socket();
        CHECK(!children_flush(link_ends[0]));
        receives(MESSAGE_PING);
        CHECK(!children_flush(link_ends[0]));
        for (unsigned i = 1; i < before; i++)
            receives(MESSAGE_PING);
        receives(MESSAGE_STARTED);
        CHECK(children_flush(link_ends[0]));
        receives(MESSAGE_ENDED);
        CHECK(forget(0, 1));
    }
}

static void jobs(void)
{
    struct message m;
    STORY("a job is asked to end at its deadline, not before")
    {
        CHECK(start(LIMIT_WINDOWS, 1, "exec sleep 100", 5000));
        run_exec();
        CHECK_U64(T0 + 5000, children_tick(T0 + 4999));
        CHECK_U64(1, in_state(FIGURE_CHILD_RUNNING));
        CHECK_U64(T0 + 5000 + KILL_MS, children_tick(T0 + 5000));
        CHECK_U64(1, in_state(FIGURE_CHILD_ENDING));
        (void)reap(T0 + 5000);
        CHECK_U64(MESSAGE_STARTED, flushed(&m));
        CHECK(message_receive(link_ends[1], &m, &(int){0}) == 1 && m.type == MESSAGE_ENDED);
        CHECK(forget(LIMIT_WINDOWS, 1));
    }
    STORY("a job whose server is gone is ended without a report, and its slot becomes free")
    {
        CHECK(start(LIMIT_WINDOWS, 2, "exec sleep 100", 5000));
        run_exec();
        children_new_server(T0);
        CHECK_U64(1, in_state(FIGURE_CHILD_ENDING));
        CHECK(
            start(LIMIT_WINDOWS, 3, "exec sleep 100", 5000)); /* not answered: the slot is in use */
        CHECK_U64(MESSAGE_NONE, flushed(&m));
        (void)reap(T0);
        CHECK(!children_has((struct handle){.index = LIMIT_WINDOWS}));
        CHECK_U64(MESSAGE_NONE, flushed(&m));
    }
}

static void all_at_once(void)
{
    STORY("a request to kill all reaches children in every state")
    {
        CHECK(start(0, 1, "trap '' HUP TERM; while :; do sleep 1; done", 0));
        CHECK(start(1, 1, "exec sleep 100", 0));
        run_exec();
        CHECK(end(0, 1, T0));
        children_kill_all(T0);
        CHECK_U64(2, in_state(FIGURE_CHILD_KILLED));
        (void)reap(T0);
        (void)reap(T0);
        while (children_alive())
            (void)children_tick(T0);
        CHECK_U64(2, in_state(FIGURE_CHILD_ENDED));
        CHECK(forget(0, 1) && forget(1, 1));
    }
}

int main(void)
{
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, link_ends) == 0);
    loop_init();
    children_init(KILL_MS);
    asked();
    refused();
    starting();
    new_server();
    full_socket();
    jobs();
    all_at_once();
    return check_end();
}
