/* Linux's own: memfd, subreaper, accept4, seccomp and Landlock by raw system calls. */
#if defined(__linux__)
#define _GNU_SOURCE
#include "os/os.h"

#include "base/text.h"
#include "limits.h"
#include "os/calls.h"

#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

/* What the kernel takes for a set of signals. */
#if defined(__mips__)
#define SIGNAL_SET_BYTES 16u
#else
#define SIGNAL_SET_BYTES 8u
#endif

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#define MFD_ALLOW_SEALING 2u
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#define FDS_MAX 4096 /* closed one by one where the kernel cannot close a range (before 5.9) */

int os_shared_memory(const char *name, size_t size)
{
    int fd = (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return -1;
    /* Sealed: nobody who shares it can make it smaller under another one's feet. */
    if (ftruncate(fd, (off_t)size) == 0 &&
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        return fd;
    close(fd);
    return -1;
}

void os_shared_clear(void *at, size_t size)
{
    uint8_t *end = (uint8_t *)at + size;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    size_t before = (page - (uintptr_t)at % page) % page, behind = (uintptr_t)end % page;
    if (before + behind >= size ||
        madvise((uint8_t *)at + before, size - before - behind, MADV_REMOVE) != 0) {
        memset(at, 0, size);
        return;
    }
    memset(at, 0, before);
    memset(end - behind, 0, behind);
}

bool os_subreaper(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

bool os_die_with_parent(void)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
}

void os_close_from(int first)
{
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0)
        return;
    for (int fd = first; fd < FDS_MAX; fd++)
        close(fd);
}

void os_socket_keep_little(int fd, uint32_t bytes)
{
    int size = (int)bytes, low = LIMIT_UNSENT;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &low, sizeof low);
}

void os_socket_give_up(int fd, uint32_t ms)
{
    int most = ms < INT32_MAX ? (int)ms : INT32_MAX;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &most, sizeof most);
}

const short os_peer_ends = POLLRDHUP;

void os_default_signals(void)
{
    /* The kernel's struct sigaction, larger on some machines: all zero is the default action. */
    static const uint64_t plain[32];
    size_t set_size = SIGNAL_SET_BYTES;
    for (int i = 1; i <= 8 * (int)SIGNAL_SET_BYTES; i++)
        (void)syscall(SYS_rt_sigaction, i, plain, NULL, set_size);
}

int os_accept(int fd)
{
    return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

bool os_peer_user(int fd, uint32_t *uid)
{
    struct ucred who;
    socklen_t size = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || size != sizeof who)
        return false;
    *uid = (uint32_t)who.uid;
    return true;
}

void os_set_window_size(int fd, uint16_t cols, uint16_t rows)
{
    struct winsize size = {.ws_row = rows, .ws_col = cols};
    (void)ioctl(fd, TIOCSWINSZ, &size);
}

/* Not ptsname_r(): in musl it brings all of printf with it. */
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
    unsigned number;
    struct text name;
    if (syscall(SYS_ioctl, master, (unsigned long)TIOCGPTN, &number) != 0) /* an int in musl */
        return false;
    text_init(&name, to, size);
    text_str(&name, "/dev/pts/");
    text_u64(&name, number);
    (void)text_end(&name);
    return !name.cut;
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

_Static_assert(sizeof(gid_t) == sizeof(uint32_t), "groups are handed on as they are");

bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count)
{
    return setgroups(count, groups) == 0 && setresgid(gid, gid, gid) == 0 &&
           setresuid(uid, uid, uid) == 0;
}

void os_keep_alive(int fd)
{
    int on = 1, idle = 15, interval = 5, probes = 3, unanswered_ms = 30000;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered_ms, sizeof unanswered_ms);
}

/* A change of user takes back the wish to die with the parent, so it is made again. */
static bool become(uint32_t uid, uint32_t gid)
{
    int wish = 0;
    if (geteuid() != 0)
        return getuid() != 0;
    (void)prctl(PR_GET_PDEATHSIG, &wish, 0, 0, 0);
    bool done = uid != 0 && os_become(uid, gid, NULL, 0);
    (void)prctl(PR_SET_PDEATHSIG, wish, 0, 0, 0);
    return done;
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
#else
typedef int os_linux_is_not_compiled_here;
#endif
