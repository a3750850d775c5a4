/* Resource limits of the calling process, set to what it has already. */
#ifndef OS_CONFINE_LIMITS_H
#define OS_CONFINE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * From now on the process can get no more memory than it has mapped, `stack_bytes` of stack, and
 * `descriptors` more descriptors than are open; and it leaves no core, which would hold tokens. A
 * limit that is lower already stays. Memory is not limited where the system does not say what is
 * mapped, nor in a build with sanitizers. False: a limit was refused. Opens and closes
 * os/proc/usage.
 */
bool os_limit_self(uint64_t stack_bytes, uint32_t descriptors);

#endif
