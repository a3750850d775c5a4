/* How many processes the kernel's out-of-memory killer has ended. */
#ifndef OS_PROC_OOM_H
#define OS_PROC_OOM_H

#include <stdint.h>

/* Counted for the machine (/proc/vmstat) and for our control group, added up: only growth means
 * something. 0: unknown. */
uint64_t os_oom_kills(void);
/* The same with every path below `root`, for tests. */
uint64_t os_oom_kills_at(const char *root);

#endif
