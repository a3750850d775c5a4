/* The plain ways, for systems that are not Linux: what they cannot do says so. */
#if !defined(__linux__)
#define _DEFAULT_SOURCE
#define FDS_MAX 4096
#include "os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SIGNALS_MAX 65 /* past the last real-time signal */

int os_shared_memory(const char *name, size_t size)
{
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0)
        return -1;
    (void)shm_unlink(name);
    if (ftruncate(fd, (off_t)size) == 0)
        return fd;
    close(fd);
    return -1;
}

void os_shared_clear(void *at, size_t size)
{
    memset(at, 0, size);
}

bool os_subreaper(void)
{
    return false;
}

bool os_die_with_parent(void)
{
    return false;
}

unsigned os_signal_kin(enum os_kin kin, int32_t of, int number)
{
    (void)kin;
    (void)of;
    (void)number;
    return 0;
}

void os_close_from(int first)
{
    for (int fd = first; fd < FDS_MAX; fd++)
        close(fd);
}

void os_socket_keep_little(int fd, uint32_t bytes)
{
    int size = (int)bytes;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

void os_socket_give_up(int fd, uint32_t ms)
{
    (void)fd;
    (void)ms;
}

const short os_peer_ends = 0;

void os_default_signals(void)
{
    struct sigaction plain = {.sa_handler = SIG_DFL};
    for (int i = 1; i < SIGNALS_MAX; i++)
        (void)sigaction(i, &plain, NULL);
}

int os_accept(int fd)
{
    int got = accept(fd, NULL, NULL);
    if (got >= 0 &&
        (fcntl(got, F_SETFL, O_NONBLOCK) != 0 || fcntl(got, F_SETFD, FD_CLOEXEC) != 0)) {
        close(got);
        return -1;
    }
    return got;
}

bool os_peer_user(int fd, uint32_t *uid)
{
    (void)fd;
    (void)uid;
    return false;
}

void os_set_window_size(int fd, uint16_t cols, uint16_t rows)
{
    struct winsize size = {.ws_row = rows, .ws_col = cols};
    (void)ioctl(fd, TIOCSWINSZ, &size);
}

bool os_get_window_size(int fd, uint16_t *cols, uint16_t *rows)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *cols = size.ws_col;
    *rows = size.ws_row;
    return true;
}

bool os_pty_name(int master, char *to, size_t size)
{
    const char *name = ptsname(master);
    return name && slice_copy(slice_of(name), to, size);
}

void os_utf8_terminal(int fd)
{
    (void)fd;
}

bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count)
{
    (void)groups;
    (void)count;
    return setgid(gid) == 0 && setuid(uid) == 0;
}

void os_keep_alive(int fd)
{
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

bool os_controlling_terminal(int fd)
{
    return ioctl(fd, TIOCSCTTY, 0) == 0;
}

unsigned os_confine(uint32_t uid, uint32_t gid)
{
    if (geteuid() == 0 && (uid == 0 || setgid(gid) != 0 || setuid(uid) != 0))
        return 0;
    return OS_USER;
}

bool os_random(uint8_t *to, size_t size)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, to, size) : -1;
    if (fd >= 0)
        close(fd);
    return n == (ssize_t)size;
}

uint64_t os_oom_kills(void)
{
    return 0;
}

uint64_t os_oom_kills_at(const char *root)
{
    (void)root;
    return 0;
}

void os_figures_open(void)
{
}

void os_figures_close(void)
{
}

void os_figures_read(struct os_figures *to)
{
    struct timespec cpu = {0};
    *to = (struct os_figures){0};
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
        to->cpu_us = (uint64_t)cpu.tv_sec * 1000000 + (uint64_t)cpu.tv_nsec / 1000;
}
#else
typedef int os_posix_is_not_compiled_here;
#endif
