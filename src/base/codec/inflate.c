/*
 * Decompresses gzip and DEFLATE. Codes are canonical (RFC 1951 section 3.2.2): the number of
 * symbols of each length defines them, and a symbol is found by trying the lengths in order, a bit
 * at a time. That is slow and small, which suits data that are decoded once.
 */
#include "base/codec/inflate.h"

#include <string.h>

#define LENGTH_MAX 15
#define LITERALS 288
#define DISTANCES 30
#define END_OF_BLOCK 256
#define GZIP_HEADER 10
#define GZIP_TRAILER 8

struct code {
    uint16_t counts[LENGTH_MAX + 1]; /* number of symbols of each length */
    uint16_t symbols[LITERALS];      /* sorted by length, then by value */
};

struct inflate {
    struct slice in;
    size_t at; /* input bytes consumed */
    uint32_t bits;
    unsigned held;
    bool bad;
    uint8_t *to;
    size_t len, size;
    struct code literals, distances;
};

static unsigned inflate_bits(struct inflate *z, unsigned count)
{
    while (z->held < count) {
        if (z->at == z->in.len) {
            z->bad = true;
            return 0;
        }
        z->bits |= (uint32_t)z->in.at[z->at++] << z->held;
        z->held += 8;
    }
    unsigned value = z->bits & ((1u << count) - 1);
    z->bits >>= count;
    z->held -= count;
    return value;
}

static void inflate_make_code(struct code *c, const uint8_t *lengths, unsigned count)
{
    uint16_t first[LENGTH_MAX + 2] = {0};
    memset(c->counts, 0, sizeof c->counts);
    for (unsigned i = 0; i < count; i++)
        c->counts[lengths[i]]++;
    c->counts[0] = 0;
    for (unsigned n = 1; n <= LENGTH_MAX; n++)
        first[n + 1] = (uint16_t)(first[n] + c->counts[n]);
    for (unsigned i = 0; i < count; i++)
        if (lengths[i] > 0)
            c->symbols[first[lengths[i]]++] = (uint16_t)i;
}

static unsigned inflate_symbol(struct inflate *z, const struct code *c)
{
    unsigned code = 0, first = 0, index = 0;
    for (unsigned n = 1; n <= LENGTH_MAX && !z->bad; n++) {
        code |= inflate_bits(z, 1);
        if (code - first < c->counts[n])
            return c->symbols[index + code - first];
        index += c->counts[n];
        first = (first + c->counts[n]) << 1;
        code <<= 1;
    }
    z->bad = true;
    return 0;
}

static void inflate_put(struct inflate *z, uint8_t byte)
{
    if (z->len == z->size)
        z->bad = true;
    else
        z->to[z->len++] = byte;
}

static void inflate_copy(struct inflate *z, unsigned length, unsigned distance)
{
    if (distance > z->len)
        z->bad = true;
    for (; length > 0 && !z->bad; length--)
        inflate_put(z, z->to[z->len - distance]);
}

/* Copies one match. Lengths and distances come in groups, each with one more extra bit (section
 * 3.2.5). */
static void inflate_match(struct inflate *z, unsigned length_symbol)
{
    static const uint16_t lengths[] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint16_t distances[] = {
        1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
        193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    unsigned l = length_symbol - END_OF_BLOCK - 1;
    if (l >= COUNT(lengths)) {
        z->bad = true;
        return;
    }
    unsigned length = lengths[l] + inflate_bits(z, l < 8 || l == 28 ? 0 : (l - 4) / 4);
    unsigned d = inflate_symbol(z, &z->distances);
    if (d >= DISTANCES)
        z->bad = true;
    else
        inflate_copy(z, length, distances[d] + inflate_bits(z, d < 4 ? 0 : (d - 2) / 2));
}

static void inflate_coded(struct inflate *z)
{
    while (!z->bad) {
        unsigned s = inflate_symbol(z, &z->literals);
        if (s == END_OF_BLOCK)
            return;
        if (s < END_OF_BLOCK)
            inflate_put(z, (uint8_t)s);
        else
            inflate_match(z, s);
    }
}

static void inflate_stored(struct inflate *z)
{
    z->bits = 0;
    z->held = 0;
    unsigned length = inflate_bits(z, 16), inverse = inflate_bits(z, 16);
    if ((length ^ inverse) != 0xFFFF || length > z->in.len - z->at)
        z->bad = true;
    for (; length > 0 && !z->bad; length--)
        inflate_put(z, z->in.at[z->at++]);
}

static void inflate_fixed_codes(struct inflate *z)
{
    uint8_t lengths[LITERALS];
    memset(lengths, 8, 144);
    memset(lengths + 144, 9, 112);
    memset(lengths + 256, 7, 24);
    memset(lengths + 280, 8, 8);
    inflate_make_code(&z->literals, lengths, LITERALS);
    memset(lengths, 5, DISTANCES);
    inflate_make_code(&z->distances, lengths, DISTANCES);
}

/* Reads the lengths of both codes, which are themselves coded (section 3.2.7). */
static void inflate_read_codes(struct inflate *z)
{
    static const uint8_t order[] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LITERALS + DISTANCES + 2] = {0};
    unsigned literals = 257 + inflate_bits(z, 5), distances = 1 + inflate_bits(z, 5),
             count = 4 + inflate_bits(z, 4);
    for (unsigned i = 0; i < count; i++)
        lengths[order[i]] = (uint8_t)inflate_bits(z, 3);
    inflate_make_code(&z->literals, lengths, sizeof order);
    memset(lengths, 0, sizeof lengths);
    if (literals > LITERALS || distances > DISTANCES)
        z->bad = true;
    for (unsigned i = 0; i < literals + distances && !z->bad;) {
        unsigned s = inflate_symbol(z, &z->literals), times = 1;
        uint8_t length = (uint8_t)s;
        if (s == 16) {
            length = i > 0 ? lengths[i - 1] : 0;
            times = 3 + inflate_bits(z, 2);
        } else if (s > 16) {
            length = 0;
            times = s == 17 ? 3 + inflate_bits(z, 3) : 11 + inflate_bits(z, 7);
        }
        if (times > literals + distances - i) {
            z->bad = true;
            return;
        }
        for (; times > 0; times--)
            lengths[i++] = length;
    }
    inflate_make_code(&z->literals, lengths, literals);
    inflate_make_code(&z->distances, lengths + literals, distances);
}

static void inflate_blocks(struct inflate *z)
{
    bool last = false;
    while (!last && !z->bad) {
        last = inflate_bits(z, 1) == 1;
        unsigned type = inflate_bits(z, 2);
        if (type == 0) {
            inflate_stored(z);
            continue;
        }
        if (type == 1)
            inflate_fixed_codes(z);
        else if (type == 2)
            inflate_read_codes(z);
        else
            z->bad = true;
        inflate_coded(z);
    }
}

bool inflate_gzip(struct slice gzip, uint8_t *to, size_t size)
{
    static const uint8_t head[] = {0x1F, 0x8B, 8, 0};
    if (gzip.len < GZIP_HEADER + GZIP_TRAILER || memcmp(gzip.at, head, sizeof head) != 0)
        return false;
    static struct inflate z;
    z = (struct inflate){
        .in = slice_part(gzip, GZIP_HEADER, gzip.len - GZIP_HEADER - GZIP_TRAILER),
        .to = to,
        .size = size,
    };
    inflate_blocks(&z);
    return !z.bad && z.len == size;
}
