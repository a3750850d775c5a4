/* What the confined server may still ask of Linux. Internal to os. */
#ifndef OS_CALLS_H
#define OS_CALLS_H

#include <stdbool.h>

/* No file can be opened, made or removed any more (Landlock); false: the kernel has it not. */
bool calls_close_files(void);
/* Only the calls of a server that polls, reads and writes (seccomp); any other ends the process. */
bool calls_filter(void);

/* A build with sanitizers, which map what they like and call what they like. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
