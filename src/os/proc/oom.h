/* The number of processes ended by the kernel's out-of-memory killer. */
#ifndef OS_PROC_OOM_H
#define OS_PROC_OOM_H

#include <stdint.h>

/* Returns the sum of the machine's count (/proc/vmstat) and the control group's: only its growth
 * has a meaning. 0 if unknown. */
uint64_t os_oom_kills(void);
/* The same for tests, with every path below `root`. */
uint64_t os_oom_kills_at(const char *root);

#endif
