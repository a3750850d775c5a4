/* Resource limits of the calling process, set to its present use. */
#ifndef OS_CONFINE_LIMITS_H
#define OS_CONFINE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Limits the process to the memory that it has mapped plus `stack_bytes` of stack, to `descriptors`
 * more descriptors than are open, and to no core file, which would contain tokens. A limit that is
 * already lower stays. Memory is not limited if the system does not report what is mapped, nor in a
 * build with sanitizers. False if the system refused a limit. Opens and closes os/proc/usage.
 */
bool os_limit_self(uint64_t stack_bytes, uint32_t descriptors);

#endif
