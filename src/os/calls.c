/*
 * Landlock: a ruleset that handles every access and permits none. seccomp: a list of permitted call
 * numbers, one comparison each; another architecture's numbers are refused first. ioctl is
 * permitted for the size of a terminal alone, and signals to the process itself alone (abort).
 * Sanitizers need more: in their builds the list is longer, and no promise is made.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include "os/calls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

#define LANDLOCK_VERSION 1u
#define LANDLOCK_ACCESS_V1 0x1FFFu

bool calls_close_files(void)
{
    if (syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_VERSION) < 1)
        return false;
    uint64_t handled = LANDLOCK_ACCESS_V1;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0u);
    if (ruleset < 0)
        return false;
    bool done = syscall(SYS_landlock_restrict_self, ruleset, 0u) == 0;
    close(ruleset);
    return done;
}

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define OWN_ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define OWN_ARCHITECTURE AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__mips__) && defined(__MIPSEL__)
#define OWN_ARCHITECTURE AUDIT_ARCH_MIPSEL
#elif defined(__mips__)
#define OWN_ARCHITECTURE AUDIT_ARCH_MIPS
#endif

#if defined(OWN_ARCHITECTURE) && !defined(SANITIZED)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOW_WORD(i) (offsetof(struct seccomp_data, args) + 8 * (i))
#else
#define LOW_WORD(i) (offsetof(struct seccomp_data, args) + 8 * (i) + 4)
#endif

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define PERMIT(number)                                                                             \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(number), 0, 1), ANSWER(SECCOMP_RET_ALLOW)
/* A call with one permitted value of one argument; another value is answered with EPERM. */
#define PERMIT_WITH(number, argument, value)                                                       \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(number), 0, 4), LOAD(LOW_WORD(argument)),       \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), 0, 1), ANSWER(SECCOMP_RET_ALLOW),   \
        ANSWER(SECCOMP_RET_ERRNO | EPERM)

bool calls_filter(void)
{
    uint32_t self = (uint32_t)getpid();
    struct sock_filter program[] = {
        LOAD(offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(offsetof(struct seccomp_data, nr)),
        PERMIT(SYS_read),
        PERMIT(SYS_write),
        PERMIT(SYS_readv),
        PERMIT(SYS_writev),
#ifdef SYS_poll
        PERMIT(SYS_poll),
#endif
#ifdef SYS_ppoll
        PERMIT(SYS_ppoll),
#endif
#ifdef SYS_ppoll_time64
        PERMIT(SYS_ppoll_time64),
#endif
#ifdef SYS_clock_gettime
        PERMIT(SYS_clock_gettime),
#endif
#ifdef SYS_clock_gettime64
        PERMIT(SYS_clock_gettime64),
#endif
#ifdef SYS_clock_gettime32
        PERMIT(SYS_clock_gettime32),
#endif
#ifdef SYS_gettimeofday
        PERMIT(SYS_gettimeofday),
#endif
#ifdef SYS_socketcall
        PERMIT(SYS_socketcall),
#endif
#ifdef SYS_accept4
        PERMIT(SYS_accept4),
        PERMIT(SYS_sendmsg),
        PERMIT(SYS_recvmsg),
        PERMIT(SYS_sendto),
        PERMIT(SYS_recvfrom),
        PERMIT(SYS_getsockopt),
        PERMIT(SYS_setsockopt),
        PERMIT(SYS_shutdown),
        PERMIT(SYS_getpeername),
        PERMIT(SYS_getsockname),
#endif
#ifdef SYS_send
        PERMIT(SYS_send),
        PERMIT(SYS_recv),
#endif
        PERMIT(SYS_close),
#ifdef SYS_fcntl
        PERMIT(SYS_fcntl),
#endif
#ifdef SYS_fcntl64
        PERMIT(SYS_fcntl64),
#endif
        PERMIT(SYS_getrandom),
        PERMIT(SYS_exit),
        PERMIT(SYS_exit_group),
        PERMIT(SYS_rt_sigreturn),
        PERMIT(SYS_rt_sigaction),
        PERMIT(SYS_rt_sigprocmask),
        PERMIT(SYS_restart_syscall),
        PERMIT(SYS_getpid),
        PERMIT(SYS_gettid),
        PERMIT_WITH(SYS_ioctl, 1, TIOCSWINSZ),
        PERMIT_WITH(SYS_tgkill, 0, self),
        PERMIT_WITH(SYS_tkill, 0, self),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

#else

bool calls_filter(void)
{
    return false;
}

#endif
#else
typedef int os_calls_are_not_compiled_here;
#endif
