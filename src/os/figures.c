/*
 * What Linux tells of a process in /proc/self, by descriptors that are opened before the process
 * gives up files: statm is read again by pread(), and the folder of descriptors by getdents64()
 * after a seek to its beginning (opendir allocates). One process has one such pair.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include "os/folder.h"
#include "os/os.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define FDS_MAX (64 * 1024) /* counted; more are as bad */

static struct {
    int memory, fds; /* -1: the system has no such thing */
    uint64_t page_bytes;
    uint32_t fds_max;
} self = {.memory = -1, .fds = -1};

void os_figures_open(void)
{
    struct rlimit limit = {0};
    long page = sysconf(_SC_PAGESIZE);
    self.page_bytes = page > 0 ? (uint64_t)page : 4096;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        self.fds_max = limit.rlim_cur < UINT32_MAX ? (uint32_t)limit.rlim_cur : UINT32_MAX;
    self.memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    self.fds = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void os_figures_close(void)
{
    close_fd(&self.memory);
    close_fd(&self.fds);
}

/* "SIZE RESIDENT SHARED TEXT LIBRARIES DATA ..." in pages. */
static void read_memory(struct os_figures *to)
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

/* All of them, as an onlooker would count: the two that count are among them. */
static uint32_t count_fds(void)
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

void os_figures_read(struct os_figures *to)
{
    struct timespec cpu = {0};
    *to = (struct os_figures){.fds_max = self.fds_max};
    read_memory(to);
    to->fds = count_fds();
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
        to->cpu_us = (uint64_t)cpu.tv_sec * 1000000 + (uint64_t)cpu.tv_nsec / 1000;
}
#else
typedef int os_figures_are_not_compiled_here;
#endif
