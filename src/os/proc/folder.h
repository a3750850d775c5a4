/* Listing the names in a folder without opendir(), which allocates. */
#ifndef OS_PROC_FOLDER_H
#define OS_PROC_FOLDER_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

struct os_folder {
    int fd; /* owned by the caller */
    long len, at;
    alignas(8) uint8_t bytes[2048];
};

/* Starts at the first name. fd: an open folder, which remains the caller's. */
void os_folder_start(struct os_folder *f, int fd);
/* Returns the next name, valid until the next call; "." and ".." are included. NULL after the last,
 * or if this system cannot list names. */
const char *os_folder_next(struct os_folder *f);

#endif
