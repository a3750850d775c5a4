/* Log files with a size limit: FILE becomes FILE.1, FILE.1 becomes FILE.2, and the last is
 * removed. */
#ifndef KEEPER_ROTATE_H
#define KEEPER_ROTATE_H

#include <stdint.h>

/* Opens a file for appending, close-on-exec, created with mode 0600; a symbolic link is refused.
 * Returns the descriptor, or -1 and errno. *size: bytes of a regular file; UINT64_MAX for a device
 * or a pipe, which is never rotated. */
int rotate_open(const char *path, uint64_t *size);
/* Renames each file to the next number, which frees `path` and leaves at most `files` (at least 1).
 * A file that cannot be renamed keeps its name. */
void rotate_move(const char *path, unsigned files);

#endif
