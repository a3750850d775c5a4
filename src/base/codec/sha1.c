/* Computes SHA-1 in one pass over blocks of 64 bytes; the one or two padded blocks at the end are
 * built on the stack. */
#include "base/codec/sha1.h"

#include "base/bug.h"
#include "base/endian.h"

#include <string.h>

#define SHA1_MAX 1024

static uint32_t rotate_left(uint32_t v, unsigned n)
{
    return v << n | v >> (32 - n);
}

static void sha1_block(uint32_t h[5], const uint8_t block[64])
{
    uint32_t w[80];
    for (size_t i = 0; i < 16; i++)
        w[i] = endian_get_u32(block + 4 * i);
    for (size_t i = 16; i < 80; i++)
        w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (size_t i = 0; i < 80; i++) {
        uint32_t f, k;
        if (i < 20) {
            f = (b & c) | (~b & d);
            k = 0x5A827999;
        } else if (i < 40) {
            f = b ^ c ^ d;
            k = 0x6ED9EBA1;
        } else if (i < 60) {
            f = (b & c) | (b & d) | (c & d);
            k = 0x8F1BBCDC;
        } else {
            f = b ^ c ^ d;
            k = 0xCA62C1D6;
        }
        uint32_t next = rotate_left(a, 5) + f + e + k + w[i];
        e = d;
        d = c;
        c = rotate_left(b, 30);
        b = a;
        a = next;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

void sha1(struct slice bytes, uint8_t digest[20])
{
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    BUG_UNLESS(bytes.len <= SHA1_MAX);
    size_t whole = bytes.len / 64 * 64;
    for (size_t i = 0; i < whole; i += 64)
        sha1_block(h, bytes.at + i);
    uint8_t end[128] = {0};
    size_t rest = bytes.len - whole, size = rest < 56 ? 64 : 128;
    if (rest > 0)
        memcpy(end, bytes.at + whole, rest);
    end[rest] = 0x80;
    endian_put_u64(end + size - 8, (uint64_t)bytes.len * 8);
    for (size_t i = 0; i < size; i += 64)
        sha1_block(h, end + i);
    for (size_t i = 0; i < 5; i++)
        endian_put_u32(digest + 4 * i, h[i]);
}
