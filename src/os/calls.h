/* What the confined server may still ask of Linux. Internal to os. */
#ifndef OS_CALLS_H
#define OS_CALLS_H

#include <stdbool.h>

/* No file can be opened, made or removed any more (Landlock); false: the kernel has it not. */
bool calls_close_files(void);
/* Only the calls of a server that polls, reads and writes (seccomp); any other ends the process. */
bool calls_filter(void);

#endif
