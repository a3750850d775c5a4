/* A child resolves one name and writes its answers to a pipe, each with one write(). What it wrote
 * is checked, since a name server may have taken over the child. */
#include "keeper/line/names.h"

#include "base/clock.h"
#include "keeper/core/signals.h"
#include "os/account.h"
#include "os/descriptor.h"
#include "os/memory.h"
#include "os/names/resolve.h"
#include "os/process.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIPE_FD 3     /* the child's end of the pipe, after the standard descriptors */
#define NOBODY 65534u /* user and group without rights, if the machine does not name one */
#define ALARM_S 7     /* the child is ended after this time, in seconds */
_Static_assert(ALARM_S * 1000 > NAMES_MS, "a child can report that no server has answered");

struct answer {
    int32_t error;
    struct os_address address;
};

static bool names_drop_rights(void)
{
    uint32_t uid = NOBODY, gid = NOBODY;
    if (geteuid() != 0)
        return true;
    if (!os_user("nobody", &uid, &gid))
        uid = gid = NOBODY;
    return os_become(uid, gid, &gid, 1);
}

static _Noreturn void names_find(int fd, const char *host, uint16_t port)
{
    struct answer a = {.error = ENOMEM};
    if ((fd != PIPE_FD && dup2(fd, PIPE_FD) != PIPE_FD) || !names_drop_rights())
        _exit(1);
    os_close_from(PIPE_FD + 1);
    (void)alarm(ALARM_S);
    struct resolver *r = os_reserve(sizeof *r);
    if (r && resolve(r, host, port, clock_ms() + NAMES_MS))
        a.error = 0;
    else if (r)
        a.error = errno;
    for (size_t i = 0; i == 0 || (a.error == 0 && i < r->found); i++) {
        if (a.error == 0)
            a.address = r->addresses[i];
        if (write(PIPE_FD, &a, sizeof a) != (ssize_t)sizeof a)
            _exit(1);
    }
    _exit(0);
}

int names_ask(const char *host, uint16_t port)
{
    int ends[2];
    sigset_t before;
    if (pipe(ends) != 0)
        return -1;
    signals_block(&before);
    pid_t pid = os_nonblocking(ends[0]) ? fork() : -1;
    if (pid == 0) {
        (void)os_die_with_parent();
        signals_default();
        names_find(ends[1], host, port);
    }
    int error = errno;
    signals_unblock(&before);
    close(ends[1]);
    if (pid > 0)
        return ends[0];
    close(ends[0]);
    errno = error;
    return -1;
}

int names_next(int fd, struct os_address *to)
{
    struct answer a;
    ssize_t n = read(fd, &a, sizeof a);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN ? EAGAIN : ENODATA;
    if (n != (ssize_t)sizeof a)
        return ENODATA;
    if (a.error != 0)
        return a.error == ENOENT || a.error == ETIMEDOUT ? a.error : ENODATA;
    bool v4 = a.address.at.any.sa_family == AF_INET;
    if (!v4 && a.address.at.any.sa_family != AF_INET6)
        return ENODATA;
    *to = a.address;
    to->len = v4 ? sizeof to->at.v4 : sizeof to->at.v6;
    return 0;
}
