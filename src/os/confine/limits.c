/*
 * Sets resource limits. The limits are measured, not guessed: a dynamic libc has mappings whose
 * size only the running process knows, and its parent may have left it descriptors. Existing memory
 * and descriptors remain usable; requests for more fail.
 *
 * Only the stack may still grow. Linux maps 128 KiB of it below the arguments when a program
 * starts, and enforces the limit only beyond them. RLIMIT_STACK therefore includes these, and
 * RLIMIT_AS the stack that was asked for. RLIMIT_DATA counts the mapped stack as data; that is its
 * slack.
 */
#include "os/confine/limits.h"

#include "os/confine/calls.h"
#include "os/proc/usage.h"

#include <sys/resource.h>

#define STACK_AT_START (128u * 1024u)

/* Lowers the soft and the hard limit to max; a limit that is already lower stays. */
static bool limits_lower(int resource, uint64_t max)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return false;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > max)
        limit.rlim_max = (rlim_t)max;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit) == 0;
}

static bool limits_memory(const struct os_usage *has, uint64_t stack_bytes)
{
#ifdef SANITIZED
    (void)has;
    (void)stack_bytes;
    return true;
#else
    bool done = limits_lower(RLIMIT_STACK, STACK_AT_START + stack_bytes);
    if (has->virtual_bytes == 0)
        return done;
    done = limits_lower(RLIMIT_DATA, has->writable_bytes) && done;
#ifdef RLIMIT_AS
    done = limits_lower(RLIMIT_AS, has->virtual_bytes + stack_bytes) && done;
#endif
    return done;
#endif
}

bool os_limit_self(uint64_t stack_bytes, uint32_t descriptors)
{
    struct os_usage has;
    os_usage_open();
    os_usage_read(&has);
    os_usage_close();
    bool done = limits_lower(RLIMIT_CORE, 0);
    done = limits_lower(RLIMIT_NOFILE, (uint64_t)has.fds + descriptors) && done;
    return limits_memory(&has, stack_bytes) && done;
}
