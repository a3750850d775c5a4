/* Mappings for the shared memory of the board and the private memory of a command. Pages that are
 * never touched use no memory. */
#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include "os/memory.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

#if defined(__linux__)

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#define MFD_ALLOW_SEALING 2u
#endif

static int memory_open(const char *name)
{
    return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static bool memory_seal(int fd)
{
    return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

/* Returns whole pages to the system; false if this mapping does not support it. */
static bool memory_discard(uint8_t *pages, size_t size)
{
    return madvise(pages, size, MADV_REMOVE) == 0;
}

#else

static int memory_open(const char *name)
{
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd >= 0)
        (void)shm_unlink(name);
    return fd;
}

static bool memory_seal(int fd)
{
    (void)fd;
    return true;
}

static bool memory_discard(uint8_t *pages, size_t size)
{
    (void)pages;
    (void)size;
    return false;
}

#endif

int os_shared_memory(const char *name, size_t size)
{
    int fd = memory_open(name);
    if (fd < 0)
        return -1;
    if (ftruncate(fd, (off_t)size) == 0 && memory_seal(fd))
        return fd;
    close(fd);
    return -1;
}

void os_shared_clear(void *at, size_t size)
{
    uint8_t *end = (uint8_t *)at + size;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    size_t before = (page - (uintptr_t)at % page) % page, after = (uintptr_t)end % page;
    if (before + after >= size || !memory_discard((uint8_t *)at + before, size - before - after)) {
        memset(at, 0, size);
        return;
    }
    memset(at, 0, before);
    memset(end - after, 0, after);
}

void *os_reserve(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}
