/*
 * Restricts files by Landlock and system calls by seccomp. Landlock: a ruleset that handles every
 * access and permits none. seccomp: a table of rules, each compiled to a few comparisons of a
 * filter program; a call by another architecture's numbers ends the process first. ioctl() is
 * permitted for a terminal's size and a serial line's settings, madvise() for returning shared
 * pages, and kill() for the process itself alone (abort). Sanitizers make many other calls; their
 * builds have no filter.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "os/confine/calls.h"

#if defined(__linux__)

#include "base/count.h"
#include "os/serial.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

#define LANDLOCK_VERSION 1u

/* struct landlock_ruleset_attr of linux/landlock.h, version 6; older kernels read the beginning. */
struct ruleset {
    uint64_t files, network, scoped;
};

/* Sets every access that this version of Landlock can refuse. Returns the size of the struct that
 * the version knows. */
static size_t calls_refuse_all(int version, struct ruleset *r)
{
    static const uint64_t files[] = {0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF};
    int known = (int)COUNT(files);
    r->files = files[version < known ? version - 1 : known - 1];
    r->network = 3; /* LANDLOCK_ACCESS_NET: bind and connect by TCP */
    r->scoped = 3;  /* LANDLOCK_SCOPE: abstract unix sockets, signals to outside processes */
    return version >= 6   ? sizeof *r
           : version >= 4 ? offsetof(struct ruleset, scoped)
                          : offsetof(struct ruleset, network);
}

bool calls_close_files(void)
{
    struct ruleset wanted;
    int version = (int)syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_VERSION);
    if (version < 1)
        return false;
    size_t size = calls_refuse_all(version, &wanted);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &wanted, size, 0u);
    if (ruleset < 0)
        return false;
    bool done = syscall(SYS_landlock_restrict_self, ruleset, 0u) == 0;
    close(ruleset);
    return done;
}

/* AUDIT_ARCH values (linux/audit.h): the ELF machine and two flags. A musl compiler comes without
 * the kernel's headers, so the constants needed are defined here. */
#define BITS_64 0x80000000u
#define LITTLE_ENDIAN_ORDER 0x40000000u
#if defined(__x86_64__)
#define OWN_ARCHITECTURE (62u | BITS_64 | LITTLE_ENDIAN_ORDER)
#elif defined(__i386__)
#define OWN_ARCHITECTURE (3u | LITTLE_ENDIAN_ORDER)
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE (183u | BITS_64 | LITTLE_ENDIAN_ORDER)
#elif defined(__arm__)
#define OWN_ARCHITECTURE (40u | LITTLE_ENDIAN_ORDER)
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE (243u | BITS_64 | LITTLE_ENDIAN_ORDER)
#elif defined(__mips__) && !defined(__mips64) && defined(__MIPSEL__)
#define OWN_ARCHITECTURE (8u | LITTLE_ENDIAN_ORDER)
#elif defined(__mips__) && !defined(__mips64)
#define OWN_ARCHITECTURE 8u
#endif

#if defined(OWN_ARCHITECTURE) && !defined(SANITIZED)

/* Classic BPF (linux/filter.h) over struct seccomp_data (linux/seccomp.h). */
struct instruction {
    uint16_t code;
    uint8_t yes, no; /* number of instructions to skip */
    uint32_t value;
};

struct program {
    unsigned short len;
    const struct instruction *instructions;
};

#define SECCOMP_FILTER 2
#define ANSWER_KILL 0x80000000u
#define ANSWER_ERRNO 0x00050000u
#define ANSWER_ALLOW 0x7FFF0000u
#define AT_NUMBER 0u
#define AT_ARCHITECTURE 4u
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define AT_ARGUMENT(i) (16u + 8u * (i)) /* offset of its low word */
#else
#define AT_ARGUMENT(i) (16u + 8u * (i) + 4u)
#endif

#define BPF_LOAD 0x20 /* loads the word at an offset */
#define BPF_IF_EQUAL 0x15
#define BPF_ANSWER 0x06

/* One call: the kernel's answer if the number, and the value of one argument, match. */
struct rule {
    uint32_t number;
    uint32_t answer;
    uint32_t value;
    bool has_argument;
    uint8_t argument; /* index of the argument, from 0 */
};

#define OWN_PID 0xFFFFFFFFu /* replaced by the calling process's id */
#define PERMIT(number)                                                                             \
    {                                                                                              \
        (uint32_t)(number), ANSWER_ALLOW, 0, false, 0                                              \
    }
/* A call with one permitted value of one argument. Other values are left to the following rules,
 * one of which may permit the call or refuse it. */
#define PERMIT_WITH(number, argument, value)                                                       \
    {                                                                                              \
        (uint32_t)(number), ANSWER_ALLOW, (uint32_t)(value), true, (argument)                      \
    }
/* A call that libraries try and can do without: it fails with `error`. */
#define REFUSE(number, error)                                                                      \
    {                                                                                              \
        (uint32_t)(number), ANSWER_ERRNO | (error), 0, false, 0                                    \
    }

/* The rules, applied in this order; a call that matches none ends the process. */
static const struct rule rules[] = {
    PERMIT(SYS_read),
    PERMIT(SYS_write),
    PERMIT(SYS_readv),
    PERMIT(SYS_pread64),
    PERMIT(SYS_getdents64),
    PERMIT(SYS_lseek),
#ifdef SYS__llseek
    PERMIT(SYS__llseek),
#endif
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
    PERMIT_WITH(SYS_socketcall, 0, 6),  /* getsockname */
    PERMIT_WITH(SYS_socketcall, 0, 7),  /* getpeername */
    PERMIT_WITH(SYS_socketcall, 0, 9),  /* send */
    PERMIT_WITH(SYS_socketcall, 0, 10), /* recv */
    PERMIT_WITH(SYS_socketcall, 0, 11), /* sendto */
    PERMIT_WITH(SYS_socketcall, 0, 12), /* recvfrom */
    PERMIT_WITH(SYS_socketcall, 0, 13), /* shutdown */
    PERMIT_WITH(SYS_socketcall, 0, 14), /* setsockopt */
    PERMIT_WITH(SYS_socketcall, 0, 15), /* getsockopt */
    PERMIT_WITH(SYS_socketcall, 0, 16), /* sendmsg */
    PERMIT_WITH(SYS_socketcall, 0, 17), /* recvmsg */
    PERMIT_WITH(SYS_socketcall, 0, 18), /* accept4 */
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
#ifdef SYS_sigreturn
    PERMIT(SYS_sigreturn),
#endif
    PERMIT(SYS_rt_sigaction),
    PERMIT(SYS_rt_sigprocmask),
    PERMIT(SYS_restart_syscall),
    PERMIT(SYS_getpid),
    PERMIT(SYS_gettid),
    PERMIT_WITH(SYS_ioctl, 1, TIOCSWINSZ),
    PERMIT_WITH(SYS_ioctl, 1, SERIAL_READ_SETTINGS),
    PERMIT_WITH(SYS_ioctl, 1, SERIAL_SET_SETTINGS),
    PERMIT_WITH(SYS_ioctl, 1, TIOCMGET),
    PERMIT_WITH(SYS_ioctl, 1, TIOCMBIS),
    PERMIT_WITH(SYS_ioctl, 1, TIOCMBIC),
    PERMIT_WITH(SYS_ioctl, 1, TIOCGICOUNT),
    PERMIT_WITH(SYS_ioctl, 1, TIOCSBRK),
    PERMIT_WITH(SYS_ioctl, 1, TIOCCBRK),
    PERMIT_WITH(SYS_ioctl, 1, TCFLSH),
    PERMIT_WITH(SYS_ioctl, 1, TIOCOUTQ),
    PERMIT_WITH(SYS_madvise, 2, MADV_REMOVE), /* os_shared_clear() */
    PERMIT_WITH(SYS_kill, 0, OWN_PID),
    PERMIT_WITH(SYS_tgkill, 0, OWN_PID),
    PERMIT_WITH(SYS_tkill, 0, OWN_PID),
    REFUSE(SYS_kill, EPERM),
    REFUSE(SYS_tgkill, EPERM),
    REFUSE(SYS_tkill, EPERM),
    REFUSE(SYS_ioctl, EPERM),
    REFUSE(SYS_brk, ENOMEM),
    REFUSE(SYS_munmap, EPERM),
    REFUSE(SYS_madvise, EPERM),
#ifdef SYS_mmap
    REFUSE(SYS_mmap, ENOMEM),
#endif
#ifdef SYS_mmap2
    REFUSE(SYS_mmap2, ENOMEM),
#endif
};

#define RULE_INSTRUCTIONS 5 /* maximum for one rule */
#define PROGRAM_MAX (4 + COUNT(rules) * RULE_INSTRUCTIONS + 1)

static struct instruction *calls_add(struct instruction *at, const struct rule *r, uint32_t own_pid)
{
    if (!r->has_argument) {
        *at++ = (struct instruction){BPF_IF_EQUAL, 0, 1, r->number};
        *at++ = (struct instruction){BPF_ANSWER, 0, 0, r->answer};
        return at;
    }
    *at++ = (struct instruction){BPF_IF_EQUAL, 0, 4, r->number};
    *at++ = (struct instruction){BPF_LOAD, 0, 0, AT_ARGUMENT(r->argument)};
    *at++ = (struct instruction){BPF_IF_EQUAL, 0, 1, r->value == OWN_PID ? own_pid : r->value};
    *at++ = (struct instruction){BPF_ANSWER, 0, 0, r->answer};
    *at++ = (struct instruction){BPF_LOAD, 0, 0, AT_NUMBER};
    return at;
}

bool calls_filter(void)
{
    struct instruction list[PROGRAM_MAX], *at = list;
    *at++ = (struct instruction){BPF_LOAD, 0, 0, AT_ARCHITECTURE};
    *at++ = (struct instruction){BPF_IF_EQUAL, 1, 0, OWN_ARCHITECTURE};
    *at++ = (struct instruction){BPF_ANSWER, 0, 0, ANSWER_KILL};
    *at++ = (struct instruction){BPF_LOAD, 0, 0, AT_NUMBER};
    for (size_t i = 0; i < COUNT(rules); i++)
        at = calls_add(at, &rules[i], (uint32_t)getpid());
    *at++ = (struct instruction){BPF_ANSWER, 0, 0, ANSWER_KILL};
    struct program filter = {(unsigned short)(at - list), list};
    return prctl(PR_SET_SECCOMP, SECCOMP_FILTER, &filter, 0, 0) == 0;
}

#else

bool calls_filter(void)
{
    return false;
}

#endif
#else

bool calls_close_files(void)
{
    return false;
}

bool calls_filter(void)
{
    return false;
}

#endif
