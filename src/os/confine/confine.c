/* Confines the process in steps. Each step is tried whether or not an earlier one failed; the
 * caller decides what is sufficient. */
#if defined(__linux__)
#define _GNU_SOURCE
#include <sys/prctl.h>
#else
#define _DEFAULT_SOURCE
#endif
#include "os/confine/confine.h"

#include "os/confine/calls.h"
#include "os/process.h"

#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

static bool confine_user(uint32_t uid, uint32_t gid)
{
    if (geteuid() != 0)
        return getuid() != 0;
    return uid != 0 && os_become(uid, gid, NULL, 0);
}

static bool confine_privileges(void)
{
#if defined(__linux__)
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#else
    return false;
#endif
}

unsigned os_confine(uint32_t uid, uint32_t gid)
{
    unsigned held = 0;
    if (confine_user(uid, gid))
        held |= OS_USER;
    if (confine_privileges())
        held |= OS_NO_NEW_PRIVILEGES;
    if (calls_close_files())
        held |= OS_FILES;
    if (calls_filter())
        held |= OS_CALLS;
    return held;
}
