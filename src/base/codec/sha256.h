/* SHA-256 (FIPS 180-4), and the comparison of secrets. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/slice.h"

struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    uint8_t block[64];
};

/* A digest in pieces: init, feed any number of times, end. sha256() does all three. */
void sha256_init(struct sha256 *h);
void sha256_feed(struct sha256 *h, struct slice bytes);
void sha256_end(struct sha256 *h, uint8_t digest[32]);
void sha256(struct slice bytes, uint8_t digest[32]);

/* Compares two secrets of n bytes in a time that depends on n alone. */
bool secret_equal(const uint8_t *a, const uint8_t *b, size_t n);

#endif
