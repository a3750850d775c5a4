/*
 * Runs and ends child processes. Signals are blocked except while pselect() waits: none is missed
 * between a check and the wait. The handler only notes the signal; a child's end is found by
 * waitpid().
 *
 * ssh stays in roam's process group, which is the terminal's foreground one: it reads keys and
 * passwords there, and receives SIGINT and SIGWINCH. A program that answers a question has a group
 * of its own, in which all of it (a Match exec, a ProxyCommand) can be ended.
 */
#include "cli/roam/child.h"

#include "base/clock.h"
#include "base/count.h"
#include "cli/exit_status.h"
#include "os/descriptor.h"
#include "os/execute.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#define END_MS 2000 /* between SIGTERM and SIGKILL */
#define SELECT_MAX_MS 60000

extern char **environ;

static volatile sig_atomic_t stop_signal;
static sigset_t usual; /* signals blocked at the start, for the children and the wait */

static void roam_on_signal(int number)
{
    if (number != SIGCHLD)
        stop_signal = number;
}

bool roam_catch_signals(void)
{
    static const int caught[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};
    struct sigaction catch = {.sa_handler = roam_on_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < COUNT(caught); i++)
        sigaddset(&held, caught[i]);
    if (sigprocmask(SIG_BLOCK, &held, &usual) != 0)
        return false;
    for (size_t i = 0; i < COUNT(caught); i++) {
        sigdelset(&usual, caught[i]);
        if (sigaction(caught[i], &catch, NULL) != 0)
            return false;
    }
    return sigaction(SIGPIPE, &ignore, NULL) == 0;
}

int roam_signal(void)
{
    return stop_signal;
}

static _Noreturn void roam_become(char *const argv[], enum roam_kind kind, bool mute, int pipe_end)
{
    const char *path = getenv("PATH");
    int nothing = open("/dev/null", O_RDWR);
    (void)os_die_with_parent();
    os_default_signals();
    (void)sigprocmask(SIG_SETMASK, &usual, NULL);
    if (kind == ROAM_QUESTION)
        (void)setpgid(0, 0);
    bool placed = dup2(pipe_end, kind == ROAM_SESSION ? 2 : 1) >= 0 && nothing >= 0 &&
                  (kind == ROAM_SESSION || dup2(nothing, 0) >= 0) &&
                  (!mute || dup2(nothing, 2) >= 0);
    os_close_from(3);
    if (placed)
        (void)os_execute(argv[0], argv, environ, path ? path : OS_DEFAULT_PATH);
    _exit(CLI_NOT_STARTED);
}

int roam_child_start(struct roam_child *c, char *const argv[], enum roam_kind kind, bool mute)
{
    int ends[2];
    *c = (struct roam_child){.pipe = -1};
    if (pipe(ends) != 0)
        return errno;
    int error = ends[1] < FD_SETSIZE ? 0 : EMFILE;
    if (error == 0 && !os_nonblocking(ends[0]))
        error = errno;
    if (error == 0) {
        c->pid = (int)fork();
        if (c->pid == 0)
            roam_become(argv, kind, mute, ends[1]);
        error = c->pid < 0 ? errno : 0;
    }
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        c->pid = 0;
        return error;
    }
    c->pipe = ends[0];
    c->group = kind == ROAM_QUESTION;
    if (c->group)
        (void)setpgid(c->pid, c->pid); /* called in both processes: either may run first */
    return 0;
}

/* Stops roam together with an ssh that a person suspended (~^Z); both are continued together. */
static void roam_suspend(const struct roam_child *c)
{
    if (!c->group)
        (void)raise(SIGTSTP);
    (void)kill(c->pid, SIGCONT);
}

/* Whether the child has ended; stores its status. */
static bool roam_reap(struct roam_child *c)
{
    int status;
    if (c->pid == 0 || waitpid(c->pid, &status, WNOHANG | WUNTRACED) != c->pid)
        return false;
    if (WIFSTOPPED(status)) {
        roam_suspend(c);
        return false;
    }
    c->pid = 0;
    c->status = status;
    return true;
}

/* Waits for a signal, for ms milliseconds, or until a descriptor (-1: none) is readable, for which
 * it returns true. */
static bool roam_select(int a, int b, uint64_t ms)
{
    struct timespec timeout = {.tv_sec = (time_t)(ms / 1000),
                               .tv_nsec = (long)(ms % 1000) * 1000000};
    fd_set set;
    FD_ZERO(&set);
    if (a >= 0)
        FD_SET((unsigned)a, &set);
    if (b >= 0)
        FD_SET((unsigned)b, &set);
    return pselect((a > b ? a : b) + 1, &set, NULL, NULL, &timeout, &usual) > 0;
}

enum roam_event roam_child_wait(struct roam_child *c, int other, uint64_t until_ms)
{
    for (;;) {
        uint64_t now = clock_ms();
        if (stop_signal != 0)
            return ROAM_STOPPED;
        if (roam_reap(c))
            return ROAM_ENDED;
        if (now >= until_ms)
            return ROAM_LATE;
        uint64_t left = until_ms - now;
        if (roam_select(c->pipe, other, clock_earlier(left, SELECT_MAX_MS)))
            return ROAM_READABLE;
    }
}

size_t roam_child_read(struct roam_child *c, char *to, size_t size)
{
    ssize_t n = c->pipe >= 0 ? read(c->pipe, to, size) : 0;
    if (n > 0)
        return (size_t)n;
    if (c->pipe >= 0 && (n == 0 || errno != EAGAIN)) {
        close(c->pipe);
        c->pipe = -1;
    }
    return 0;
}

static void roam_signal_child(const struct roam_child *c, int number)
{
    (void)kill(c->group ? -c->pid : c->pid, number);
}

void roam_child_end(struct roam_child *c)
{
    uint64_t now = clock_ms(), until_ms = now + END_MS;
    if (c->pid != 0)
        roam_signal_child(c, SIGTERM);
    for (; c->pid != 0 && !roam_reap(c) && now < until_ms; now = clock_ms())
        (void)roam_select(-1, -1, until_ms - now);
    if (c->pid != 0) {
        int status;
        roam_signal_child(c, SIGKILL);
        if (waitpid(c->pid, &status, 0) == c->pid)
            c->status = status;
        c->pid = 0;
    }
    if (c->pipe >= 0)
        close(c->pipe);
    c->pipe = -1;
}

bool roam_child_finish(struct roam_child *c, uint64_t until_ms)
{
    char discarded[512];
    enum roam_event event;
    while ((event = roam_child_wait(c, -1, until_ms)) == ROAM_READABLE)
        (void)roam_child_read(c, discarded, sizeof discarded);
    roam_child_end(c);
    return event == ROAM_ENDED;
}
