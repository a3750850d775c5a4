/* Sets of small numbers, stored as bits of 64-bit words. The caller keeps the numbers in range. */
#ifndef TERM_BITS_H
#define TERM_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* The number of words in a set of the numbers 0 to n - 1. */
#define BITS_WORDS(n) (((n) + 63u) / 64)

static inline bool bits_has(const uint64_t *set, unsigned n)
{
    return (set[n / 64] >> (n % 64) & 1) != 0;
}

static inline void bits_add(uint64_t *set, unsigned n)
{
    set[n / 64] |= (uint64_t)1 << (n % 64);
}

static inline void bits_remove(uint64_t *set, unsigned n)
{
    set[n / 64] &= ~((uint64_t)1 << (n % 64));
}

#endif
