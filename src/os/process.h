/* The calling process and its children: orphans, signals, and the user that it runs as. */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes this process the parent of orphaned descendants (Linux 3.4); false if the system cannot. */
bool os_subreaper(void);
/* Sends the calling process SIGKILL when its parent ends; false if the system cannot. */
bool os_die_with_parent(void);
/* Resets every signal to its default action, including those that a libc reserves for itself and
 * those inherited as ignored (make does that). Safe between fork and exec. */
void os_default_signals(void);
/* Ignores every signal that is not in `except`, including those that a libc reserves for itself. */
void os_ignore_signals(const sigset_t *except);
/* The calling process, which holds secrets, leaves no core file; the limit of its children can be
 * put back as it was. The second is safe between fork and exec. */
void os_forbid_core(void);
void os_permit_core(void);
/* Changes from root to another user permanently: real, effective and saved ids, with `groups` as
 * the supplementary groups. Repeats os_die_with_parent() if it was in effect, since a change of
 * user cancels it. Safe between fork and exec. False and errno on failure. */
bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count);

#endif
