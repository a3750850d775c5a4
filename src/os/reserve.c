/* One private mapping: its pages cost nothing until they are written. */
#define _DEFAULT_SOURCE
#include "os/os.h"

#include <sys/mman.h>

void *os_reserve(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}
