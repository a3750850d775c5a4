/* exec with a search through the folders of a given PATH. */
#ifndef OS_EXECUTE_H
#define OS_EXECUTE_H

#include <stdbool.h>

#define OS_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Calls execve(); if `file` has no slash, in each folder of `path` in turn. Returns only on
 * failure: the errno of the last file that was found, or ENOENT. Safe between fork and exec. */
int os_execute(const char *file, char *const argv[], char *const envp[], const char *path);

/* Whether os_execute() would find a file that may be executed. */
bool os_executable(const char *file, const char *path);

#endif
