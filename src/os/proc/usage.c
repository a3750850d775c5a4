/*
 * Reads usage from /proc/self, by descriptors opened before the process gives up files: statm is
 * read by pread(), the folder of descriptors by getdents64() after a seek to its beginning
 * (opendir() allocates). A process has one such pair.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "os/proc/usage.h"

#include "base/slice.h"
#include "os/descriptor.h"
#include "os/proc/folder.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define FDS_MAX (64 * 1024) /* the count stops here */

static struct {
    int memory, fds; /* descriptors; -1: not open, or not available */
    uint64_t page_bytes;
    uint32_t fds_max;
} self = {.memory = -1, .fds = -1};

void os_usage_open(void)
{
    struct rlimit limit = {0};
    long page = sysconf(_SC_PAGESIZE);
    self.page_bytes = page > 0 ? (uint64_t)page : 4096;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        self.fds_max = limit.rlim_cur < UINT32_MAX ? (uint32_t)limit.rlim_cur : UINT32_MAX;
    self.memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    self.fds = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void os_usage_close(void)
{
    os_close(&self.memory);
    os_close(&self.fds);
}

/* Parses "SIZE RESIDENT SHARED TEXT LIBRARIES DATA ...", in pages. */
static void usage_read_memory(struct os_usage *to)
{
    enum { SIZE, RESIDENT, DATA = 5, FIELDS };
    uint8_t line[128];
    uint64_t bytes[FIELDS] = {0}, pages;
    ssize_t n = self.memory >= 0 ? pread(self.memory, line, sizeof line, 0) : -1;
    struct slice rest = {line, n > 0 ? (size_t)n : 0}, field;
    for (unsigned i = 0; i < FIELDS && rest.len > 0; i++) {
        rest = slice_cut(rest, ' ', &field);
        if (slice_u64(field, &pages))
            bytes[i] = pages * self.page_bytes;
    }
    to->virtual_bytes = bytes[SIZE];
    to->resident_bytes = bytes[RESIDENT];
    to->writable_bytes = bytes[DATA];
}

/* Counts all open descriptors, including the two of this file. */
static uint32_t usage_count_fds(void)
{
    struct os_folder folder;
    uint32_t count = 0;
    if (self.fds < 0)
        return 0;
    os_folder_start(&folder, self.fds);
    while (count < FDS_MAX && os_folder_next(&folder) != NULL)
        count++;
    return count > 2 ? count - 2 : 0; /* "." and ".." */
}

void os_usage_read(struct os_usage *to)
{
    struct timespec cpu = {0};
    *to = (struct os_usage){.fds_max = self.fds_max};
    usage_read_memory(to);
    to->fds = usage_count_fds();
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
        to->cpu_us = (uint64_t)cpu.tv_sec * 1000000 + (uint64_t)cpu.tv_nsec / 1000;
}
