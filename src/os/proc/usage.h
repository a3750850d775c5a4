/* Resource usage of the calling process: memory, CPU time, descriptors. */
#ifndef OS_PROC_USAGE_H
#define OS_PROC_USAGE_H

#include <stdint.h>

/* A member is 0 if the system does not report it. */
struct os_usage {
    uint64_t resident_bytes, virtual_bytes;
    uint64_t writable_bytes; /* part of virtual_bytes: private and writable, the stack included */
    uint64_t cpu_us;         /* user and system time */
    uint32_t fds, fds_max;   /* open descriptors, and RLIMIT_NOFILE */
};

/* Opens the files in /proc, which remain readable after the process is confined. A forked process
 * closes its parent's and opens its own. */
void os_usage_open(void);
void os_usage_close(void);
/* Reads the present usage; before os_usage_open() only the CPU time is known. */
void os_usage_read(struct os_usage *to);

#endif
