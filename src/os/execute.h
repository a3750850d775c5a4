/* exec over the folders of a PATH that the caller chooses. */
#ifndef OS_EXECUTE_H
#define OS_EXECUTE_H

#define OS_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* execve(); where the file's name has no slash, in each folder of `path` in turn. Returns only on
 * failure: the errno of the file that was found, or ENOENT. Safe between fork and exec. */
int os_execute(const char *file, char *const argv[], char *const envp[], const char *path);

#endif
