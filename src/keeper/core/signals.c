/*
 * Catches the keeper's signals. Handlers count signals and write one byte into a pipe that the loop
 * watches. The keeper acts upon the counts: if the pipe is full a byte is lost, but never a signal.
 *
 * Every signal has a disposition from the first line of main() on: those that are caught are
 * blocked until the handlers exist, faults and job control keep their default action, and all
 * others, real-time signals included, are ignored.
 */
#include "keeper/core/signals.h"

#include "base/bug.h"
#include "base/count.h"
#include "os/descriptor.h"
#include "os/loop.h"
#include "os/process.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <unistd.h>

#define DRAIN_BYTES 64 /* bytes of one read; those left over wake the loop again */

static int ends[2] = {-1, -1};
static volatile sig_atomic_t stops, reload, reopen, child;

static const int caught[] = {SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1};
/* Signals that keep their default action: faults of the process, and job control. */
static const int kept[] = {SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,  SIGABRT, SIGTRAP,
                           SIGSYS,  SIGKILL, SIGSTOP, SIGCONT, SIGTSTP};

static void signals_handler(int number)
{
    int saved = errno;
    if (number == SIGHUP)
        reload = 1;
    else if (number == SIGUSR1)
        reopen = 1;
    else if (number == SIGCHLD)
        child = 1;
    else
        stops++;
    ssize_t written = write(ends[1], "", 1);
    (void)written; /* a full pipe is readable already, and poll() was interrupted in any case */
    errno = saved;
}

static void signals_drain(uint32_t id, short revents, uint64_t now_ms)
{
    char bytes[DRAIN_BYTES];
    (void)id;
    (void)revents;
    (void)now_ms;
    ssize_t drained = read(ends[0], bytes, sizeof bytes);
    (void)drained; /* bytes left over wake the loop again */
}

static void signals_unblock_all(void)
{
    sigset_t none;
    sigemptyset(&none);
    signals_unblock(&none);
}

static void signals_add(sigset_t *to, const int *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sigaddset(to, numbers[i]);
}

static void signals_ignore(bool all)
{
    sigset_t except;
    sigemptyset(&except);
    signals_add(&except, kept, COUNT(kept));
    if (!all)
        signals_add(&except, caught, COUNT(caught));
    os_ignore_signals(&except);
}

void signals_hold(void)
{
    sigset_t before;
    signals_block(&before);
    signals_ignore(false);
}

bool signals_open(void)
{
    struct sigaction catch = {.sa_handler = signals_handler, .sa_flags = SA_RESTART};
    stops = reload = reopen = child = 0;
    signals_hold();
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (!os_nonblocking(ends[i]))
            return false;
    for (size_t i = 0; i < COUNT(caught); i++)
        if (sigaction(caught[i], &catch, NULL) != 0)
            return false;
    BUG_UNLESS(loop_watch(ends[0], POLLIN, signals_drain, 0) >= 0);
    signals_unblock_all();
    return true;
}

bool signals_waiting(void)
{
    return stops > 0 || reload || reopen || child;
}

struct signals signals_take(void)
{
    sigset_t before;
    signals_block(&before);
    struct signals s = {
        .stops = (unsigned)stops, .reload = reload, .reopen = reopen, .child = child};
    stops = reload = reopen = child = 0;
    signals_unblock(&before);
    return s;
}

void signals_block(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, before);
}

void signals_unblock(const sigset_t *before)
{
    (void)sigprocmask(SIG_SETMASK, before, NULL);
}

void signals_default(void)
{
    os_default_signals();
    signals_unblock_all();
}

void signals_for_server(void)
{
    signals_ignore(true);
    signals_unblock_all();
}

int *signals_fd(uint16_t *place)
{
    return *place < COUNT(ends) ? &ends[(*place)++] : NULL;
}
