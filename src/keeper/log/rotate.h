/* Log files with a size limit: FILE becomes FILE.1, FILE.1 becomes FILE.2, and the last one is dropped. */
#ifndef KEEPER_ROTATE_H
#define KEEPER_ROTATE_H

#include <stdint.h>

/* Opens a file for appending, close-on-exec, mode 0600 where it is created; a symbolic link is refused. -1
 * and errno. *size: bytes of a regular file; UINT64_MAX for a device or a pipe, which is never rotated. */
int rotate_open(const char *path, uint64_t *size);
/* Renames each file to the next number, so that path is free and there are at most `files` of them (at least
 * 1). What cannot be renamed keeps its name. */
void rotate_move(const char *path, unsigned files);

#endif
