/* Decoding of gzip (RFC 1952) and DEFLATE (RFC 1951), whole, from memory to memory. */
#ifndef BASE_INFLATE_H
#define BASE_INFLATE_H

#include "base/slice.h"

/* The data of one gzip member without optional header fields, as tools/embed writes it. True where
 * it is well formed and its data are exactly size bytes; its check sum is not looked at. */
bool inflate_gzip(struct slice gzip, uint8_t *to, size_t size);

#endif
