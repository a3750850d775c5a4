/* What a process may still ask the system for is bounded by what it has when all is set up: it is
 * to fail loudly where it would grow. A limit that is lower already stays. */
#include "os/calls.h"
#include "os/os.h"

#include <sys/resource.h>

#define SLACK (1024 * 1024)

static void limit(int resource, rlim_t most)
{
    struct rlimit l;
    if (getrlimit(resource, &l) != 0)
        return;
    if (l.rlim_max == RLIM_INFINITY || l.rlim_max > most)
        l.rlim_max = most;
    if (l.rlim_cur == RLIM_INFINITY || l.rlim_cur > l.rlim_max)
        l.rlim_cur = l.rlim_max;
    (void)setrlimit(resource, &l);
}

void os_limit_files(uint32_t descriptors)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, descriptors);
}

void os_limit_memory(void)
{
#ifndef SANITIZED
    struct os_figures now;
    os_figures_read(&now);
    if (now.virtual_bytes == 0)
        return;
    limit(RLIMIT_DATA, now.virtual_bytes + SLACK);
#ifdef RLIMIT_AS
    limit(RLIMIT_AS, now.virtual_bytes + SLACK);
#endif
#endif
}
