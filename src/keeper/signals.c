/*
 * Handlers count, and write one byte into a pipe that poll() waits for. The counts are what is
 * acted upon: a byte may be lost where the pipe takes none, a signal is not.
 */
#include "keeper/signals.h"

#include "base/count.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static volatile sig_atomic_t stops, reload, child;

static void on_signal(int number)
{
    int saved = errno;
    if (number == SIGTERM || number == SIGINT)
        stops++;
    else if (number == SIGHUP)
        reload = 1;
    else
        child = 1;
    ssize_t n = write(ends[1], "", 1);
    (void)n;
    errno = saved;
}

bool signals_open(void)
{
    static const int caught[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
    struct sigaction catch = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    stops = reload = child = 0;
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (fcntl(ends[i], F_SETFL, O_NONBLOCK) != 0 || fcntl(ends[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    for (size_t i = 0; i < COUNT(caught); i++)
        if (sigaction(caught[i], &catch, NULL) != 0)
            return false;
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL); /* a log that may not grow is lost, not the keeper */
    return true;
}

bool signals_waiting(void)
{
    return stops > 0 || reload || child;
}

int signals_fd(void)
{
    return ends[0];
}

struct signals signals_take(void)
{
    char bytes[64];
    sigset_t before;
    signals_hold(&before);
    ssize_t n = read(ends[0], bytes, sizeof bytes);
    (void)n;
    struct signals s = {.stops = (unsigned)stops, .reload = reload, .child = child};
    stops = reload = child = 0;
    signals_release(&before);
    return s;
}

void signals_hold(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, before);
}

void signals_release(const sigset_t *before)
{
    (void)sigprocmask(SIG_SETMASK, before, NULL);
}

void signals_default(void)
{
    sigset_t none;
    os_default_signals();
    sigemptyset(&none);
    signals_release(&none);
}

void signals_close(void)
{
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0)
            close(ends[i]);
        ends[i] = -1;
    }
}
