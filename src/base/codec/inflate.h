/* Decompression of gzip (RFC 1952) and DEFLATE (RFC 1951), in one call from memory to memory. */
#ifndef BASE_INFLATE_H
#define BASE_INFLATE_H

#include "base/slice.h"

/* Decompresses one gzip member without optional header fields, as tools/embed writes it. True if it
 * is well formed and decompresses to exactly `size` bytes; the checksum is not verified. */
bool inflate_gzip(struct slice gzip, uint8_t *to, size_t size);

#endif
