/* Mapped memory: shared, or reserved once when a command starts. */
#ifndef OS_MEMORY_H
#define OS_MEMORY_H

#include <stddef.h>

/* Creates anonymous shared memory of `size` bytes, all zero. Returns a close-on-exec descriptor, or
 * -1 and errno. Linux: a memfd with its size sealed, which no process that shares it can shrink.
 * Elsewhere: an object of shm_open() named `name`, unlinked at once. */
int os_shared_memory(const char *name, size_t size);
/* Zeroes a part of shared memory. Whole pages are returned to the system if possible (MADV_REMOVE,
 * which the confined server is permitted). */
void os_shared_clear(void *at, size_t size);
/* Maps private zeroed memory for the rest of the process's life. A command reserves all that it
 * needs once, at its start, which keeps it out of the server's memory. NULL and errno on
 * failure. */
void *os_reserve(size_t size);

#endif
