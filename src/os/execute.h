/* exec with a search through the folders of a given PATH. */
#ifndef OS_EXECUTE_H
#define OS_EXECUTE_H

#define OS_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Calls execve(); if `file` has no slash, in each folder of `path` in turn. Returns only on
 * failure: the errno of the last file that was found, or ENOENT. Safe between fork and exec. */
int os_execute(const char *file, char *const argv[], char *const envp[], const char *path);

#endif
