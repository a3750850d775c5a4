/* Reads random bytes from the system. getrandom() is called by number: it is newer than some
 * libcs. */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "os/random.h"

#include <unistd.h>

#if defined(__linux__)

#include <sys/syscall.h>

bool os_random(uint8_t *to, size_t size)
{
    return syscall(SYS_getrandom, to, size, 0u) == (long)size;
}

#else

#include <fcntl.h>

bool os_random(uint8_t *to, size_t size)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, to, size) : -1;
    if (fd >= 0)
        close(fd);
    return n == (ssize_t)size;
}

#endif
