/* File descriptors: flags, closing. A descriptor that is not open is -1. */
#ifndef OS_DESCRIPTOR_H
#define OS_DESCRIPTOR_H

#include <stdbool.h>

/* Makes it close-on-exec; false and errno. */
bool os_close_on_exec(int fd);
/* Makes it nonblocking and close-on-exec; false and errno. */
bool os_nonblocking(int fd);
/* Closes it, unless it is -1, and makes it -1. errno is kept. */
void os_close(int *fd);
/* Closes every descriptor from this one on. Safe between fork and exec. */
void os_close_from(int first);

#endif
