/* The process that holds a lock of flock(2) on a file, as /proc/locks lists it (proc(5)). */
#ifndef OS_PROC_HOLDER_H
#define OS_PROC_HOLDER_H

#include <stdint.h>

/* Returns its pid; 0: none holds one, or it cannot be known (another pid namespace, no /proc). */
int32_t os_lock_holder(const char *path);

#endif
