/* Copies bytes into and out of a ring. Offsets are taken modulo the size, a power of two; head and
 * tail themselves, of 64 bits, never wrap in practice. */
#include "base/ring.h"

#include "base/bug.h"

#include <string.h>

size_t ring_used(const struct ring *r)
{
    return (size_t)(r->head - r->tail);
}

size_t ring_room(const struct ring *r, size_t size)
{
    BUG_UNLESS(ring_used(r) <= size);
    return size - ring_used(r);
}

size_t ring_put(struct ring *r, uint8_t *storage, size_t size, struct slice bytes)
{
    size_t room = ring_room(r, size);
    size_t n = bytes.len < room ? bytes.len : room;
    size_t at = (size_t)r->head & (size - 1);
    size_t first = n < size - at ? n : size - at;
    if (n > 0) {
        memcpy(storage + at, bytes.at, first);
        memcpy(storage, bytes.at + first, n - first);
    }
    r->head += n;
    return n;
}

struct slice ring_peek(const struct ring *r, const uint8_t *storage, size_t size)
{
    size_t used = ring_used(r), at = (size_t)r->tail & (size - 1);
    return (struct slice){storage + at, used < size - at ? used : size - at};
}

void ring_took(struct ring *r, size_t n)
{
    BUG_UNLESS(n <= ring_used(r));
    r->tail += n;
}
