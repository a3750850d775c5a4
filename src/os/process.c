/* Controls processes: on Linux by prctl() and raw system calls; elsewhere as far as POSIX goes. */
#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include "os/process.h"

#include <sys/resource.h>
#include <unistd.h>

static rlim_t core_bytes = RLIM_INFINITY; /* the soft limit at the start */

static bool process_core(rlim_t bytes, rlim_t *before)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0)
        return false;
    if (before)
        *before = limit.rlim_cur;
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    return setrlimit(RLIMIT_CORE, &limit) == 0;
}

void os_forbid_core(void)
{
    (void)process_core(0, &core_bytes);
}

void os_permit_core(void)
{
    (void)process_core(core_bytes, NULL);
}

#if defined(__linux__)

#include <grp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* The size of the kernel's signal set, in bytes. */
#if defined(__mips__)
#define SIGNAL_SET_BYTES 16u
#else
#define SIGNAL_SET_BYTES 8u
#endif

bool os_subreaper(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

bool os_die_with_parent(void)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
}

void os_default_signals(void)
{
    /* The kernel's struct sigaction, at least as large as on any architecture; all zero is the
     * default action. */
    static const uint64_t plain[32];
    size_t set_size = SIGNAL_SET_BYTES;
    for (int i = 1; i <= 8 * (int)SIGNAL_SET_BYTES; i++)
        (void)syscall(SYS_rt_sigaction, i, plain, NULL, set_size);
}

/* The kernel's struct sigaction with SIG_IGN: the handler comes first, on mips after the flags. */
void os_ignore_signals(const sigset_t *except)
{
#if defined(__mips__)
    static const unsigned long ignore[32] = {0, 1};
#else
    static const unsigned long ignore[32] = {1};
#endif
    size_t set_size = SIGNAL_SET_BYTES;
    for (int i = 1; i <= 8 * (int)SIGNAL_SET_BYTES; i++)
        if (sigismember(except, i) != 1)
            (void)syscall(SYS_rt_sigaction, i, ignore, NULL, set_size);
}

_Static_assert(sizeof(gid_t) == sizeof(uint32_t), "groups are passed on as they are");

bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count)
{
    int parent_signal = 0;
    (void)prctl(PR_GET_PDEATHSIG, &parent_signal, 0, 0, 0);
    bool done = setgroups(count, groups) == 0 && setresgid(gid, gid, gid) == 0 &&
                setresuid(uid, uid, uid) == 0;
    (void)prctl(PR_SET_PDEATHSIG, parent_signal, 0, 0, 0);
    return done;
}

#else

#define SIGNALS_MAX 65 /* one more than the highest real-time signal */

bool os_subreaper(void)
{
    return false;
}

bool os_die_with_parent(void)
{
    return false;
}

void os_default_signals(void)
{
    struct sigaction plain = {.sa_handler = SIG_DFL};
    for (int i = 1; i < SIGNALS_MAX; i++)
        (void)sigaction(i, &plain, NULL);
}

void os_ignore_signals(const sigset_t *except)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (int i = 1; i < SIGNALS_MAX; i++)
        if (sigismember(except, i) != 1)
            (void)sigaction(i, &ignore, NULL);
}

bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count)
{
    (void)groups;
    (void)count;
    return setgid(gid) == 0 && setuid(uid) == 0;
}

#endif
