/* Dropping all that the server process does not need: its user, files, and most system calls. */
#ifndef OS_CONFINE_CONFINE_H
#define OS_CONFINE_CONFINE_H

#include <stdint.h>

/* OS_USER: the process is not root (it takes uid and gid only if it was). OS_NO_NEW_PRIVILEGES:
 * exec gains none. OS_FILES: no file can be opened (Landlock). OS_CALLS: only a server's system
 * calls are permitted (seccomp). */
enum os_confinement { OS_USER = 1, OS_NO_NEW_PRIVILEGES = 2, OS_FILES = 4, OS_CALLS = 8 };

/* Confines the calling process as far as the system can; irrevocable. Returns the confinements that
 * now hold, as bits of enum os_confinement. */
unsigned os_confine(uint32_t uid, uint32_t gid);

#endif
