/* Random bytes from the system, for tokens and cookies. */
#ifndef OS_RANDOM_H
#define OS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fills `to` (getrandom(); elsewhere /dev/urandom). At most 256 bytes. False: none could be had. */
bool os_random(uint8_t *to, size_t size);

#endif
