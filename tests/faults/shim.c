/*
 * Fault injection, for tests only: preloaded into the dynamic binary, this library wraps every
 * system call of the libc that boundtty makes, and makes those named by a plan fail.
 *
 * The plan is a file (FAULT_PLAN), mapped first of all and shared with all processes forked
 * later and with the test, which writes it while they run. The shim itself therefore makes no
 * call that a confined server may not make. The role of a process follows from its fork: one
 * after a socketpair() starts a server, any other a program.
 *
 * Arguments and results are passed as longs: all wrapped functions take and return only integers
 * and pointers, which both machines of the test (x86_64, aarch64) pass in registers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* FD: calls whose first argument is a descriptor. OTHER: all others. */
/* clang-format off */
#define CALLS(FD, OTHER)\
    FD(accept4) FD(bind) FD(close) FD(connect) FD(dup2) FD(fchmod) FD(fchown) FD(fcntl) FD(fstat)  \
    FD(fstatat) FD(fsync) FD(ftruncate) FD(getpeername) FD(getsockname) FD(getsockopt) FD(grantpt) \
    FD(ioctl) FD(linkat) FD(listen) FD(lseek) FD(openat) FD(pread) FD(read) FD(recv) FD(recvmsg)   \
    FD(renameat) FD(send) FD(sendmsg) FD(sendto) FD(setsockopt) FD(shutdown) FD(tcdrain)           \
    FD(tcflush) FD(tcgetattr) FD(tcgetpgrp) FD(tcsendbreak) FD(tcsetattr) FD(unlinkat)             \
    FD(unlockpt) FD(write)                                                                         \
    OTHER(chdir) OTHER(chmod) OTHER(execve) OTHER(fork) OTHER(getcwd) OTHER(gethostname)           \
    OTHER(getrlimit) OTHER(getsid) OTHER(kill) OTHER(link) OTHER(lstat) OTHER(madvise)             \
    OTHER(mkdir) OTHER(mmap) OTHER(open) OTHER(pipe) OTHER(poll) OTHER(posix_openpt) OTHER(prctl)  \
    OTHER(readlink) OTHER(rename) OTHER(setgroups) OTHER(setpgid) OTHER(setresgid)                 \
    OTHER(setresuid) OTHER(setrlimit) OTHER(setsid) OTHER(sigaction) OTHER(sigprocmask)            \
    OTHER(socket) OTHER(socketpair) OTHER(stat) OTHER(symlink) OTHER(syscall) OTHER(sysconf)       \
    OTHER(unlink) OTHER(waitpid)
/* clang-format on */

#define NUMBER(name) CALL_##name,
#define NAME(name) #name,
#define YES(name) 1,
#define NO(name) 0,
enum call { CALLS(NUMBER, NUMBER) CALL_COUNT };
static const char *const names[] = {CALLS(NAME, NAME)};
static const uint8_t takes_fd[] = {CALLS(YES, NO)};

enum role { KEEPER_STARTS, KEEPER, SERVER_STARTS, SERVER, PROGRAM, ROLES };
/* Kinds of descriptors; for syscall(), the index in `numbers` of the call. */
enum fd_kind { OTHER_FD, CONNECTION, PTY, LINK, LISTENER, PIPE, FILE_FD, SOCKET, FD_KINDS };
static const long numbers[FD_KINDS] = {-1,
                                       SYS_memfd_create,
                                       SYS_getrandom,
                                       SYS_close_range,
                                       SYS_ioctl,
                                       SYS_landlock_create_ruleset,
                                       SYS_landlock_restrict_self,
                                       SYS_getdents64};

/* Replacements of a call other than errnos. */
enum { END_OF_FILE = -1, ONE_BYTE = -2, HANG = -3, SIGNAL = -100 };

#define CALLS_MAX 112
#define NAME_BYTES 16
struct plan {
    int32_t armed, role, fd_kind, what; /* fd_kind -1: any */
    int32_t nth, times;                 /* first matching call that fails, and how many fail */
    int32_t seen, fired;
    char name[NAME_BYTES];
    int32_t unused[4];
    char names[CALLS_MAX][NAME_BYTES];
    uint32_t calls[ROLES][CALLS_MAX][FD_KINDS];
};
_Static_assert(CALL_COUNT <= CALLS_MAX, "every call has a place in the plan");
_Static_assert(sizeof(struct plan) == 64 + CALLS_MAX * (NAME_BYTES + 4 * ROLES * FD_KINDS),
               "faults.mjs reads it by offsets");

typedef long function(long, long, long, long, long, long);
static function *real[CALL_COUNT];
static struct plan none, *plan = &none;
static enum role role;
static int server_next; /* the next fork starts a server */
#define FDS 1024
static uint8_t kinds[FDS];

static void __attribute__((constructor)) begin(void)
{
    for (int i = 0; i < CALL_COUNT; i++) {
        void *at = dlsym(RTLD_NEXT, names[i]);
        memcpy(&real[i], &at, sizeof at);
    }
    const char *path = getenv("FAULT_PLAN");
    int fd = path ? (int)real[CALL_open]((long)path, O_RDWR | O_CLOEXEC, 0, 0, 0, 0) : -1;
    if (fd < 0)
        return;
    void *at = (void *)real[CALL_mmap](0, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    real[CALL_close](fd, 0, 0, 0, 0, 0);
    if (at == MAP_FAILED)
        return;
    plan = at;
    for (int i = 0; i < CALL_COUNT; i++)
        memcpy(plan->names[i], names[i], strlen(names[i]) + 1);
}

static enum fd_kind kind_of(enum call call, long fd)
{
    for (int i = 1; call == CALL_syscall && i < FD_KINDS; i++)
        if (numbers[i] == fd)
            return (enum fd_kind)i;
    return takes_fd[call] && (int)fd >= 0 && (int)fd < FDS ? kinds[(int)fd] : OTHER_FD;
}

static void note_fd(long fd, enum fd_kind kind)
{
    if ((int)fd >= 0 && (int)fd < FDS)
        kinds[(int)fd] = (uint8_t)kind;
}

/* True if the plan makes this call fail. */
static int chosen(enum call call, enum fd_kind kind)
{
    if (!__atomic_load_n(&plan->armed, __ATOMIC_ACQUIRE) || plan->role != (int32_t)role ||
        (plan->fd_kind >= 0 && plan->fd_kind != (int32_t)kind) ||
        strcmp(plan->name, names[call]) != 0)
        return 0;
    int32_t seen = __atomic_add_fetch(&plan->seen, 1, __ATOMIC_SEQ_CST);
    if (seen < plan->nth || seen >= plan->nth + plan->times)
        return 0;
    __atomic_add_fetch(&plan->fired, 1, __ATOMIC_SEQ_CST);
    return 1;
}

static void received(const struct msghdr *h)
{
    int fd, on;
    socklen_t size = sizeof on;
    struct cmsghdr *c = CMSG_FIRSTHDR(h);
    if (!c || c->cmsg_type != SCM_RIGHTS)
        return;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    long answer = real[CALL_getsockopt](fd, SOL_SOCKET, SO_ACCEPTCONN, (long)&on, (long)&size, 0);
    note_fd(fd, (int)answer != 0 ? PTY : on ? LISTENER : SOCKET);
}

/* Updates what is known of descriptors and processes after a successful call. */
static void learn(enum call call, long result, const long a[6])
{
    if (call == CALL_fork)
        role = result == 0 ? (server_next ? SERVER_STARTS : PROGRAM) : KEEPER;
    else if (call == CALL_accept4)
        note_fd(result, CONNECTION);
    else if (call == CALL_posix_openpt)
        note_fd(result, PTY);
    else if (call == CALL_open || call == CALL_openat)
        note_fd(result, FILE_FD);
    else if (call == CALL_socket)
        note_fd(result, SOCKET);
    else if (call == CALL_listen)
        note_fd(a[0], LISTENER);
    else if (call == CALL_dup2)
        note_fd(result, kind_of(CALL_dup2, a[0]));
    else if (call == CALL_recvmsg)
        received((const struct msghdr *)a[1]);
    else if (call == CALL_socketpair || call == CALL_pipe) {
        const int *ends = (const int *)(call == CALL_pipe ? a[0] : a[3]);
        server_next = call == CALL_socketpair;
        for (int i = 0; i < 2; i++)
            note_fd(ends[i], server_next ? LINK : PIPE);
    }
}

static long fail(enum call call, const long a[6])
{
    int32_t what = plan->what;
    if (call == CALL_close) /* a failing close() closes the descriptor nevertheless */
        real[call](a[0], 0, 0, 0, 0, 0);
    if (what == END_OF_FILE)
        return 0;
    while (what == HANG)
        real[CALL_poll](0, 0, 1000, 0, 0, 0);
    if (what <= SIGNAL)
        real[CALL_kill](getpid(), SIGNAL - what, 0, 0, 0, 0);
    errno = what;
    return -1;
}

/* Reads or writes only one byte. */
static long one_byte(enum call call, const long a[6])
{
    if (call != CALL_sendmsg)
        return real[call](a[0], a[1], a[2] > 0, a[3], a[4], a[5]);
    const struct msghdr *h = (const struct msghdr *)a[1];
    struct iovec part = {0};
    for (size_t i = 0; i < h->msg_iovlen && part.iov_len == 0; i++)
        part = h->msg_iov[i];
    part.iov_len = part.iov_len > 0;
    struct msghdr less = {.msg_iov = &part, .msg_iovlen = 1};
    return real[call](a[0], (long)&less, a[2], 0, 0, 0);
}

static long make(enum call call, const long a[6])
{
    enum fd_kind kind = kind_of(call, a[0]);
    __atomic_add_fetch(&plan->calls[role][call][kind], 1, __ATOMIC_RELAXED);
    int fails = chosen(call, kind);
    if (call == CALL_prctl && (int)a[0] == PR_SET_SECCOMP)
        role = SERVER;
    if (fails)
        return plan->what == ONE_BYTE ? one_byte(call, a) : fail(call, a);
    long result = real[call](a[0], a[1], a[2], a[3], a[4], a[5]);
    if ((int)result >= 0 || call == CALL_mmap)
        learn(call, result, a);
    return result;
}

#define WRAP(name)                                                                                 \
    function wrapped_##name __asm__(#name);                                                        \
    long wrapped_##name(long a, long b, long c, long d, long e, long f)                            \
    {                                                                                              \
        return make(CALL_##name, (const long[]){a, b, c, d, e, f});                                \
    }
CALLS(WRAP, WRAP)
