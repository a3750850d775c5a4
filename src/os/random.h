/* Random bytes from the system, for tokens and cookies. */
#ifndef OS_RANDOM_H
#define OS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fills `to` with at most 256 random bytes (getrandom(); elsewhere /dev/urandom). False if the
 * system provides none. */
bool os_random(uint8_t *to, size_t size);

#endif
