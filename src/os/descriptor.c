/* Sets flags of descriptors and closes them. close_range() is called by number: it is newer than
 * some libcs (Linux 5.9). */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "os/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

#define CLOSED_MAX 4096 /* highest descriptor closed where the system cannot close a range */

bool os_close_on_exec(int fd)
{
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

bool os_nonblocking(int fd)
{
    return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && os_close_on_exec(fd);
}

void os_close(int *fd)
{
    int kept = errno;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = kept;
}

#if defined(__linux__)

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

static bool close_range_from(int first)
{
    return syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0;
}

#else

static bool close_range_from(int first)
{
    (void)first;
    return false;
}

#endif

void os_close_from(int first)
{
    if (close_range_from(first))
        return;
    for (int fd = first; fd < CLOSED_MAX; fd++)
        close(fd);
}
