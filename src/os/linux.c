/* Linux's own: memfd, subreaper, accept4, seccomp and Landlock by raw system calls. */
#if defined(__linux__)
#define _GNU_SOURCE
#include "os/os.h"

#include "os/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/prctl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#endif

int os_shared_memory(const char *name, size_t size)
{
    int fd = (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC);
    if (fd < 0)
        return -1;
    if (ftruncate(fd, (off_t)size) == 0)
        return fd;
    close(fd);
    return -1;
}

bool os_subreaper(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

bool os_die_with_parent(void)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
}

void os_socket_keep_little(int fd, uint32_t bytes)
{
    int size = (int)bytes;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &size, sizeof size);
}

int os_accept(int fd)
{
    return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void os_set_window_size(int fd, uint16_t cols, uint16_t rows)
{
    struct winsize size = {.ws_row = rows, .ws_col = cols};
    (void)ioctl(fd, TIOCSWINSZ, &size);
}

bool os_pty_name(int master, char *to, size_t size)
{
    return ptsname_r(master, to, size) == 0;
}

void os_utf8_terminal(int fd)
{
    struct termios t;
    if (tcgetattr(fd, &t) != 0)
        return;
    t.c_iflag |= IUTF8;
    (void)tcsetattr(fd, TCSANOW, &t);
}

bool os_controlling_terminal(int fd)
{
    return ioctl(fd, TIOCSCTTY, 0) == 0;
}

static bool become(uint32_t uid, uint32_t gid)
{
    if (geteuid() != 0)
        return false;
    return setgroups(0, NULL) == 0 && setresgid(gid, gid, gid) == 0 &&
           setresuid(uid, uid, uid) == 0;
}

unsigned os_confine(uint32_t uid, uint32_t gid)
{
    unsigned held = 0;
    if (become(uid, gid))
        held |= OS_USER;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        held |= OS_NO_NEW_PRIVILEGES;
    if (calls_close_files())
        held |= OS_FILES;
    if (calls_filter())
        held |= OS_CALLS;
    return held;
}

bool os_random(uint8_t *to, size_t size)
{
    return syscall(SYS_getrandom, to, size, 0u) == (long)size;
}

uint64_t os_oom_kills(void)
{
    uint8_t text[8192];
    uint64_t kills = 0;
    int fd = open("/proc/vmstat", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    struct slice rest = {text, n > 0 ? (size_t)n : 0}, line;
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        if (slice_starts(line, SLICE("oom_kill ")) && slice_u64(slice_from(line, 9), &kills))
            return kills;
    }
    return 0;
}
#else
typedef int os_linux_is_not_compiled_here;
#endif
