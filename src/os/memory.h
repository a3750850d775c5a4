/* Memory that is mapped rather than part of the program: shared, or taken once at a start. */
#ifndef OS_MEMORY_H
#define OS_MEMORY_H

#include <stddef.h>

/* Anonymous shared memory of `size` bytes, all zero: a close-on-exec descriptor, or -1 and
 * errno. Linux: a memfd whose size is sealed, so that no process that shares it can shrink it
 * under another. Elsewhere: an object of shm_open() called `name`, unlinked at once. */
int os_shared_memory(const char *name, size_t size);
/* Zeroes a part of shared memory. Its whole pages are given back to the system where that is possible
 * (MADV_REMOVE, which the confined server is permitted). */
void os_shared_clear(void *at, size_t size);
/* Private zeroed memory for the rest of the process's life: a command that runs beside the server takes
 * all that it needs once, at its start, so that none of it is part of the server. NULL and errno. */
void *os_reserve(size_t size);

#endif
