/* Files that are cut at a size: FILE becomes FILE.1, that FILE.2, and the last one is no more. */
#ifndef KEEPER_ROTATE_H
#define KEEPER_ROTATE_H

#include <stdint.h>

/* Opens for appending what is no link: 0600 where it is made, close-on-exec. -1 and errno. *size:
 * of a regular file, else UINT64_MAX (a device or a pipe is never moved). */
int rotate_open(const char *path, uint64_t *size);
/* Moves each one on, so that there are at most so many in all, and the first is free. */
void rotate_move(const char *path, unsigned files);

#endif
