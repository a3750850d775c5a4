/* The names in a folder, without opendir(), which allocates. */
#ifndef OS_FOLDER_H
#define OS_FOLDER_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

struct os_folder {
    int fd; /* the caller's */
    long len, at;
    alignas(8) uint8_t bytes[2048];
};

/* From the first name on; the descriptor is one of a folder. */
void os_folder_start(struct os_folder *f, int fd);
/* The next name, "." and ".." among them; NULL: no more, or names cannot be listed here. It stands
 * until the next call. */
const char *os_folder_next(struct os_folder *f);

#endif
