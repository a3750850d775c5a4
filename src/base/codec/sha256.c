/* Computes SHA-256 over input in pieces of any size; bytes that do not fill a block wait in
 * h->block. */
#include "base/codec/sha256.h"

#include "base/endian.h"

#include <string.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate_right(uint32_t v, unsigned n)
{
    return v >> n | v << (32 - n);
}

static void sha256_block(uint32_t state[8], const uint8_t block[64])
{
    uint32_t w[64], v[8];
    for (size_t i = 0; i < 16; i++)
        w[i] = endian_get_u32(block + 4 * i);
    for (size_t i = 16; i < 64; i++) {
        uint32_t s0 = rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(v, state, sizeof v);
    for (size_t i = 0; i < 64; i++) {
        uint32_t s1 = rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + s1 + choice + constants[i] + w[i];
        uint32_t s0 = rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        memmove(v + 1, v, 7 * sizeof v[0]);
        v[4] += t1;
        v[0] = t1 + s0 + majority;
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

void sha256_init(struct sha256 *h)
{
    static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(h, 0, sizeof *h);
    memcpy(h->state, first, sizeof first);
}

void sha256_feed(struct sha256 *h, struct slice bytes)
{
    while (bytes.len > 0) {
        size_t at = (size_t)(h->bytes % 64);
        size_t n = bytes.len < 64 - at ? bytes.len : 64 - at;
        memcpy(h->block + at, bytes.at, n);
        h->bytes += n;
        bytes = slice_from(bytes, n);
        if (at + n == 64)
            sha256_block(h->state, h->block);
    }
}

void sha256_end(struct sha256 *h, uint8_t digest[32])
{
    uint64_t bits = h->bytes * 8;
    sha256_feed(h, SLICE("\x80"));
    while (h->bytes % 64 != 56)
        sha256_feed(h, SLICE("\0"));
    uint8_t length[8];
    endian_put_u64(length, bits);
    sha256_feed(h, slice_make(length, sizeof length));
    for (size_t i = 0; i < 8; i++)
        endian_put_u32(digest + 4 * i, h->state[i]);
}

void sha256(struct slice bytes, uint8_t digest[32])
{
    struct sha256 h;
    sha256_init(&h);
    sha256_feed(&h, bytes);
    sha256_end(&h, digest);
}

bool secret_equal(const uint8_t *a, const uint8_t *b, size_t n)
{
    volatile uint8_t different = 0;
    for (size_t i = 0; i < n; i++)
        different = (uint8_t)(different | (a[i] ^ b[i]));
    return different == 0;
}
