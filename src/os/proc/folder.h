/* The names in a folder, without opendir(), which allocates. */
#ifndef OS_PROC_FOLDER_H
#define OS_PROC_FOLDER_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

struct os_folder {
    int fd; /* the caller's */
    long len, at;
    alignas(8) uint8_t bytes[2048];
};

/* Begins at the first name. fd: a folder's, which remains the caller's. */
void os_folder_start(struct os_folder *f, int fd);
/* The next name, valid until the next call; "." and ".." are among them. NULL: no more, or names
 * cannot be listed on this system. */
const char *os_folder_next(struct os_folder *f);

#endif
