/* File descriptors: flags and closing. -1 means that no descriptor is open. */
#ifndef OS_DESCRIPTOR_H
#define OS_DESCRIPTOR_H

#include <stdbool.h>

/* Sets FD_CLOEXEC; false and errno on failure. */
bool os_close_on_exec(int fd);
/* Sets O_NONBLOCK and FD_CLOEXEC; false and errno on failure. */
bool os_nonblocking(int fd);
/* Closes *fd unless it is -1, and sets it to -1. errno is preserved. */
void os_close(int *fd);
/* Closes every descriptor from `first` on. Safe between fork and exec. */
void os_close_from(int first);

#endif
