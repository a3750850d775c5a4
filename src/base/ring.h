/*
 * A ring of bytes over storage that stands elsewhere (on the board, or beside
 * it in a table): the ring itself holds no pointer, so that it can live in
 * shared memory. head and tail only grow; the storage's size is a power of two.
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
/* Puts in as much as fits; returns how much. */
size_t ring_put(struct ring *r, uint8_t *storage, size_t size, struct slice bytes);
/* The longest contiguous run that waits to be taken. */
struct slice ring_peek(const struct ring *r, const uint8_t *storage, size_t size);
/* The longest contiguous run of room, to be written into; then ring_wrote(). */
size_t ring_reserve(const struct ring *r, size_t size, size_t *offset);
void ring_wrote(struct ring *r, size_t n);
void ring_took(struct ring *r, size_t n);

#endif
