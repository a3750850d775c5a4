/* Sets of small numbers as bits of 64-bit words; the caller keeps the numbers in range. */
#ifndef TERM_BITS_H
#define TERM_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* The words that a set of the numbers 0 to n - 1 takes. */
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
