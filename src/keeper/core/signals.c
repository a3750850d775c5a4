/*
 * Catches the keeper's signals. Handlers count signals and write one byte into a pipe that the loop
 * watches. The keeper acts upon the counts: if the pipe is full a byte is lost, but never a signal.
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
static volatile sig_atomic_t stops, reload, child;

static void signals_handler(int number)
{
    int saved = errno;
    if (number == SIGTERM || number == SIGINT)
        stops++;
    else if (number == SIGHUP)
        reload = 1;
    else
        child = 1;
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

bool signals_open(void)
{
    static const int caught[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
    struct sigaction catch = {.sa_handler = signals_handler, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    stops = reload = child = 0;
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (!os_nonblocking(ends[i]))
            return false;
    for (size_t i = 0; i < COUNT(caught); i++)
        if (sigaction(caught[i], &catch, NULL) != 0)
            return false;
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL); /* a log past its limit loses lines, not the keeper */
    BUG_UNLESS(loop_watch(ends[0], POLLIN, signals_drain, 0) >= 0);
    return true;
}

bool signals_waiting(void)
{
    return stops > 0 || reload || child;
}

struct signals signals_take(void)
{
    sigset_t before;
    signals_block(&before);
    struct signals s = {.stops = (unsigned)stops, .reload = reload, .child = child};
    stops = reload = child = 0;
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
    sigset_t none;
    os_default_signals();
    sigemptyset(&none);
    signals_unblock(&none);
}

int *signals_fd(uint16_t *place)
{
    return *place < COUNT(ends) ? &ends[(*place)++] : NULL;
}
