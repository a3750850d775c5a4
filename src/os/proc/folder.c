/* Reads a folder's entries by getdents64(2). */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "os/proc/folder.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

struct folder_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

void os_folder_start(struct os_folder *f, int fd)
{
    f->fd = lseek(fd, 0, SEEK_SET) == 0 ? fd : -1;
    f->len = f->at = 0;
}

static bool folder_fill(struct os_folder *f)
{
#if defined(__linux__)
    f->len = f->fd >= 0 ? syscall(SYS_getdents64, f->fd, f->bytes, sizeof f->bytes) : 0;
#endif
    f->at = 0;
    return f->len > 0;
}

const char *os_folder_next(struct os_folder *f)
{
    if (f->at >= f->len && !folder_fill(f))
        return NULL;
    const struct folder_entry *e = (const void *)(f->bytes + f->at);
    f->at = e->size > 0 ? f->at + e->size : f->len;
    return e->name;
}
