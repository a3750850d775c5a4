/* Which files and system calls the confined server still has: Landlock and seccomp. */
#ifndef OS_CONFINE_CALLS_H
#define OS_CONFINE_CALLS_H

#include <stdbool.h>

/* From now on no file can be opened, made or removed (Landlock); false: not available. */
bool calls_close_files(void);
/* From now on only the calls of a server that polls, reads and writes are permitted (seccomp);
 * any other ends the process. False: not available, or not in this build. */
bool calls_filter(void);

/* A build with sanitizers, which map memory and make system calls of their own. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
