/*
 * The limits are measured, not guessed: a dynamic libc has mappings of its own, of a size that only
 * the running process knows, and who started it may have left it descriptors. What is there stays;
 * what would be added fails.
 *
 * The stack is the one thing that may still find its place. Linux maps 128 KiB of it below the
 * arguments when a program starts, and lets it grow only beyond them: so much the limit leaves room
 * for, and the address space for the stack that was asked for. What is counted as data has the
 * stack among it: that is its slack.
 */
#include "os/calls.h"
#include "os/os.h"

#include <sys/resource.h>

#define STACK_AT_START (128u * 1024u)

/* Both the limit and what it may be raised to. */
static bool lower(int resource, uint64_t most)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return false;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most)
        limit.rlim_max = (rlim_t)most;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit) == 0;
}

static bool limit_memory(const struct os_figures *has, uint64_t stack_bytes)
{
#ifdef SANITIZED
    (void)has;
    (void)stack_bytes;
    return true;
#else
    bool done = lower(RLIMIT_STACK, STACK_AT_START + stack_bytes);
    if (has->virtual_bytes == 0)
        return done;
    done = lower(RLIMIT_DATA, has->writable_bytes) && done;
#ifdef RLIMIT_AS
    done = lower(RLIMIT_AS, has->virtual_bytes + stack_bytes) && done;
#endif
    return done;
#endif
}

bool os_limit_self(uint64_t stack_bytes, uint32_t descriptors)
{
    struct os_figures has;
    os_figures_open();
    os_figures_read(&has);
    os_figures_close();
    bool done = lower(RLIMIT_CORE, 0);
    done = lower(RLIMIT_NOFILE, (uint64_t)has.fds + descriptors) && done;
    return limit_memory(&has, stack_bytes) && done;
}
