/* Slices: bytes that the slice does not own. Not NUL-terminated; never NULL where len > 0. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include "base/count.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
    const uint8_t *at;
    size_t len;
};

#define SLICE(literal) ((struct slice){(const uint8_t *)(literal), sizeof(literal) - 1})

static inline struct slice slice_make(const void *at, size_t len)
{
    return (struct slice){at, len};
}
struct slice slice_of(const char *text);               /* up to the NUL */
struct slice slice_from(struct slice s, size_t start); /* empty if start is past the end */
struct slice slice_part(struct slice s, size_t start, size_t len); /* clamped to s */
struct slice slice_trim(struct slice s); /* without SP and HTAB at both ends */
bool slice_equal(struct slice a, struct slice b);
bool slice_equal_nocase(struct slice a, struct slice b); /* ignoring the case of ASCII letters */
bool slice_starts(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);
ptrdiff_t slice_find(struct slice s, uint8_t byte); /* -1 if the byte is not there */
/* Cuts s at the first such byte: *head becomes the part before it, the part after it is returned.
 * Without such a byte *head is all of s, and the rest is empty. */
struct slice slice_cut(struct slice s, uint8_t byte, struct slice *head);
/* Parses 1*DIGIT, the whole of s; false also on overflow. */
bool slice_u64(struct slice s, uint64_t *value);
/* Parses a decimal number with at most three digits after a point ("0.5", "2"), and multiplies it
 * by 1000. False also on overflow. */
bool slice_thousandths(struct slice s, uint64_t *value);
/* Parses 1*HEXDIG, at most 16 digits. */
bool slice_hex(struct slice s, uint64_t *value);
/* Copies s into a NUL-terminated string of at most size - 1 bytes. False, and an empty string, if
 * it does not fit or contains a NUL. */
bool slice_copy(struct slice s, char *to, size_t size);

#endif
