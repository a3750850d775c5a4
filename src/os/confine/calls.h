/* The files and system calls that the confined server still has: Landlock and seccomp. */
#ifndef OS_CONFINE_CALLS_H
#define OS_CONFINE_CALLS_H

#include <stdbool.h>

/* Forbids opening, making and removing files from now on (Landlock); false if not available. */
bool calls_close_files(void);
/* Permits only the calls of a server that polls, reads and writes from now on (seccomp); any other
 * ends the process. False if not available, or not in this build. */
bool calls_filter(void);

/* Defined in a build with sanitizers, which map memory and make system calls of their own. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
