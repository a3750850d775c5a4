/*
 * A ring of bytes over the caller's storage, whose size is a power of two. struct ring has no
 * pointer, and can be in shared memory with its storage. head and tail only grow.
 */
#ifndef BASE_RING_H
#define BASE_RING_H

#include "base/slice.h"

struct ring {
    uint64_t head; /* bytes ever put in */
    uint64_t tail; /* bytes ever taken out */
};

/* Return the number of bytes in the ring, and of free bytes in storage of `size` bytes. */
size_t ring_used(const struct ring *r);
size_t ring_room(const struct ring *r, size_t size);
/* Puts in as many of the bytes as fit; returns how many. */
size_t ring_put(struct ring *r, uint8_t *storage, size_t size, struct slice bytes);
/* Returns the longest contiguous run of bytes at the tail, without taking them out. */
struct slice ring_peek(const struct ring *r, const uint8_t *storage, size_t size);
/* Takes n bytes out, at most ring_used(). */
void ring_took(struct ring *r, size_t n);

#endif
