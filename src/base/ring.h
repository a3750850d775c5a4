/*
 * A ring of bytes over storage of the caller's (on the board, or in a table). The ring itself has
 * no pointer, so that it can be in shared memory. head and tail only grow; the storage's size is a
 * power of two.
 */
#ifndef BASE_RING_H
#define BASE_RING_H

#include "base/slice.h"

struct ring {
    uint64_t head; /* bytes ever put in */
    uint64_t tail; /* bytes ever taken out */
};

size_t ring_used(const struct ring *r);
size_t ring_room(const struct ring *r, size_t size);
/* Puts in as many bytes as fit; returns how many. */
size_t ring_put(struct ring *r, uint8_t *storage, size_t size, struct slice bytes);
/* The longest contiguous run of bytes that are in the ring. */
struct slice ring_peek(const struct ring *r, const uint8_t *storage, size_t size);
/* Takes n bytes out; at most as many as there are. */
void ring_took(struct ring *r, size_t n);

#endif
