/* The calling process and its children: who inherits orphans, signals, the user that it runs as. */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From now on orphaned descendants become children of this process (Linux 3.4); false: not
 * possible here. */
bool os_subreaper(void);
/* The calling process gets SIGKILL when its parent ends; false: not possible here. */
bool os_die_with_parent(void);
/* Gives every signal its default action, also those that a libc keeps to itself and those that a parent
 * (make does) has handed down ignored. Safe between fork and exec. */
void os_default_signals(void);
/* Root becomes another user for good: real, effective and saved ids, with `groups` as its supplementary
 * groups. Death with the parent, where it was asked for, is asked for again, since a change of user
 * cancels it. Safe between fork and exec. False and errno. */
bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count);

#endif
