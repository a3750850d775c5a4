/*
 * Embeds files as C data: tools/embed FOLDER FILE... writes the table of src/net/assets.h to
 * standard output. Each file is named by its path in the folder, gzip-coded (RFC 1952, RFC 1951),
 * and has an ETag of its plain bytes. Runs on the build machine and needs only a C compiler.
 * Comments and indentation are removed from scripts, styles and markup.
 *
 * The encoder: LZ77 with hash chains; an optimal parse under the codes of the previous pass; one
 * block of dynamic Huffman codes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "squeeze.h"

#define WINDOW 32768
#define HASH_SIZE 65536
#define CHAIN 1024
#define MATCH_LEAST 3
#define MATCH_MAX 258
#define LITERALS 286
#define DISTANCES 30
#define CODE_LENGTHS 19
#define NAME_SIZE 32
#define RARE_BITS 12
#define PASSES 8

struct bytes {
    uint8_t *at;
    size_t len, size;
};

static void die(const char *what, const char *name)
{
    fprintf(stderr, "embed: %s: %s\n", name, what);
    exit(1);
}

static void put(struct bytes *b, uint8_t byte)
{
    if (b->len == b->size) {
        b->size = b->size ? b->size * 2 : 4096;
        b->at = realloc(b->at, b->size);
        if (!b->at)
            die("no memory", "");
    }
    b->at[b->len++] = byte;
}

static struct bytes read_file(const char *path)
{
    struct bytes b = {0};
    FILE *f = fopen(path, "rb");
    int c;
    if (!f)
        die("cannot be read", path);
    while ((c = getc(f)) != EOF)
        put(&b, (uint8_t)c);
    fclose(f);
    return b;
}

static int ends(const char *name, const char *end)
{
    size_t n = strlen(name), e = strlen(end);
    return n >= e && strcmp(name + n - e, end) == 0;
}

/* Removes comments on lines of their own, indentation and empty lines from styles and markup. */
static struct bytes strip(const struct bytes *in)
{
    struct bytes out = {0};
    int in_comment = 0;
    for (size_t at = 0; at < in->len;) {
        size_t start = at, end;
        while (at < in->len && in->at[at] != '\n')
            at++;
        end = at++;
        while (start < end && (in->at[start] == ' ' || in->at[start] == '\t'))
            start++;
        size_t n = end - start;
        const char *line = (const char *)in->at + start;
        if (in_comment || (n >= 2 && memcmp(line, "/*", 2) == 0)) {
            in_comment = !(n >= 2 && memcmp(line + n - 2, "*/", 2) == 0);
            continue;
        }
        for (size_t i = 0; i < n; i++)
            put(&out, (uint8_t)line[i]);
        if (n > 0)
            put(&out, '\n');
    }
    return out;
}

/* Returns the bytes of a file as they are embedded. */
static struct bytes prepare(const char *name)
{
    struct bytes whole = read_file(name), out = {0};
    if (ends(name, ".css") || ends(name, ".html"))
        return strip(&whole);
    if (!ends(name, ".js"))
        return whole;
    out.at = malloc(whole.len + 1);
    out.len = squeeze_script(whole.at, whole.len, out.at);
    return out;
}

/* A stream of bits, least significant first. */
struct bits {
    struct bytes *out;
    uint32_t held;
    unsigned count;
};

static void put_bits(struct bits *b, uint32_t value, unsigned count)
{
    b->held |= value << b->count;
    b->count += count;
    while (b->count >= 8) {
        put(b->out, (uint8_t)b->held);
        b->held >>= 8;
        b->count -= 8;
    }
}

/* A token of LZ77: a literal (distance 0) or a match. */
struct token {
    uint16_t value; /* a byte, or a length */
    uint16_t distance;
};

static struct token *tokens;
static size_t token_count;

static size_t match_at(const struct bytes *in, size_t at, size_t other)
{
    size_t n = 0;
    while (n < MATCH_MAX && at + n < in->len && in->at[at + n] == in->at[other + n])
        n++;
    return n;
}

static int32_t heads[HASH_SIZE], *links;

static size_t hash_at(const struct bytes *in, size_t at)
{
    return ((size_t)in->at[at] << 8 ^ (size_t)in->at[at + 1] << 4 ^ (size_t)in->at[at + 2] * 31) %
           HASH_SIZE;
}

static void enter(const struct bytes *in, size_t at)
{
    if (at + MATCH_LEAST > in->len)
        return;
    size_t h = hash_at(in, at);
    links[at] = heads[h];
    heads[h] = (int32_t)at;
}

static const uint16_t length_base[29] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                         15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                         67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                         2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[30] = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const uint8_t distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                           6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

static unsigned length_code(unsigned n)
{
    unsigned i = 28;
    while (length_base[i] > n)
        i--;
    return i;
}

static unsigned distance_code(unsigned d)
{
    unsigned i = 29;
    while (distance_base[i] > d)
        i--;
    return i;
}

/* Computes Huffman code lengths by repeated joining. If a length exceeds `most` bits, the counts
 * are halved and the lengths computed again. */
static void huffman(const uint32_t *counts, unsigned symbols, unsigned most, uint8_t *lengths)
{
    uint32_t weight[2 * LITERALS];
    int parent[2 * LITERALS];
    uint32_t scaled[LITERALS];
    memcpy(scaled, counts, symbols * sizeof *scaled);
    for (;;) {
        unsigned nodes = symbols, deepest = 0;
        for (unsigned i = 0; i < symbols; i++) {
            weight[i] = scaled[i];
            parent[i] = -1;
        }
        for (;;) {
            int a = -1, b = -1;
            for (unsigned i = 0; i < nodes; i++) {
                if (parent[i] >= 0 || weight[i] == 0)
                    continue;
                if (a < 0 || weight[i] < weight[a]) {
                    b = a;
                    a = (int)i;
                } else if (b < 0 || weight[i] < weight[b]) {
                    b = (int)i;
                }
            }
            if (b < 0)
                break;
            weight[nodes] = weight[a] + weight[b];
            parent[nodes] = -1;
            parent[a] = (int)nodes;
            parent[b] = (int)nodes++;
        }
        for (unsigned i = 0; i < symbols; i++) {
            unsigned depth = 0;
            for (int p = parent[i]; p >= 0; p = parent[p])
                depth++;
            lengths[i] = (uint8_t)(scaled[i] == 0 ? 0 : depth == 0 ? 1 : depth);
            if (depth > deepest)
                deepest = depth;
        }
        if (deepest <= most)
            return;
        for (unsigned i = 0; i < symbols; i++)
            if (scaled[i] > 0)
                scaled[i] = scaled[i] / 2 + 1;
    }
}

static void canonical(const uint8_t *lengths, unsigned symbols, uint16_t *codes)
{
    uint16_t next = 0;
    for (unsigned bits = 1; bits <= 15; bits++) {
        for (unsigned i = 0; i < symbols; i++) {
            if (lengths[i] != bits)
                continue;
            uint16_t reversed = 0;
            for (unsigned k = 0; k < bits; k++)
                if (next >> k & 1)
                    reversed = (uint16_t)(reversed | 1u << (bits - 1 - k));
            codes[i] = reversed;
            next++;
        }
        next = (uint16_t)(next << 1);
    }
}

struct codes {
    uint8_t literal_bits[LITERALS], distance_bits[DISTANCES];
    uint16_t literal[LITERALS], distance[DISTANCES];
};

static void make_codes(struct codes *c)
{
    uint32_t literals[LITERALS] = {0}, distances[DISTANCES] = {0};
    memset(c, 0, sizeof *c);
    literals[256] = 1;
    for (size_t i = 0; i < token_count; i++) {
        if (tokens[i].distance == 0) {
            literals[tokens[i].value]++;
        } else {
            literals[257 + length_code(tokens[i].value)]++;
            distances[distance_code(tokens[i].distance)]++;
        }
    }
    distances[0] += distances[0] == 0;
    distances[1] += distances[1] == 0;
    huffman(literals, LITERALS, 15, c->literal_bits);
    huffman(distances, DISTANCES, 15, c->distance_bits);
    canonical(c->literal_bits, LITERALS, c->literal);
    canonical(c->distance_bits, DISTANCES, c->distance);
}

/* The cheapest encoding up to a position: cost in bits, and the last token. */
struct step {
    uint32_t bits;
    uint16_t length, distance;
};

/* The bits of a symbol. A symbol that the previous pass did not use counts as RARE_BITS. */
static unsigned bits_of(uint8_t bits)
{
    return bits > 0 ? bits : RARE_BITS;
}

static uint32_t match_bits(const struct codes *c, size_t length, size_t distance)
{
    unsigned l = length_code((unsigned)length), d = distance_code((unsigned)distance);
    return bits_of(c->literal_bits[257 + l]) + length_extra[l] + bits_of(c->distance_bits[d]) +
           distance_extra[d];
}

static void relax(struct step *to, uint32_t bits, size_t length, size_t distance)
{
    if (bits < to->bits)
        *to = (struct step){bits, (uint16_t)length, (uint16_t)distance};
}

/* Considers the nearest match of each length, as a larger distance never costs less. */
static void relax_matches(const struct bytes *in, const struct codes *c, struct step *steps,
                          size_t at)
{
    size_t best = MATCH_LEAST - 1;
    if (at + MATCH_LEAST > in->len)
        return;
    int32_t other = heads[hash_at(in, at)];
    for (int i = 0; i < CHAIN && other >= 0 && at - (size_t)other <= WINDOW;
         i++, other = links[other]) {
        size_t n = match_at(in, at, (size_t)other), distance = at - (size_t)other;
        for (; best < n; best++)
            relax(&steps[at + best + 1], steps[at].bits + match_bits(c, best + 1, distance),
                  best + 1, distance);
    }
}

/* Collects the tokens of the cheapest encoding, from the end backwards. */
static void take_tokens(const struct bytes *in, const struct step *steps)
{
    token_count = 0;
    for (size_t at = in->len; at > 0; at -= steps[at].length)
        token_count++;
    size_t n = token_count;
    for (size_t at = in->len; at > 0; at -= steps[at].length)
        tokens[--n] = steps[at].distance > 0 ? (struct token){steps[at].length, steps[at].distance}
                                             : (struct token){in->at[at - 1], 0};
}

static void find_tokens(const struct bytes *in, const struct codes *c)
{
    struct step *steps = malloc((in->len + 1) * sizeof *steps);
    for (size_t i = 0; i < HASH_SIZE; i++)
        heads[i] = -1;
    for (size_t at = 0; at <= in->len; at++)
        steps[at].bits = at == 0 ? 0 : UINT32_MAX;
    for (size_t at = 0; at < in->len; at++) {
        relax(&steps[at + 1], steps[at].bits + bits_of(c->literal_bits[in->at[at]]), 1, 0);
        relax_matches(in, c, steps, at);
        enter(in, at);
    }
    take_tokens(in, steps);
    free(steps);
}

/* A symbol of the alphabet of code lengths (RFC 1951 section 3.2.7): one length, or a run of equal
 * lengths. */
struct length_symbol {
    uint8_t symbol, extra, extra_bits;
};

static unsigned same_from(const uint8_t *lengths, unsigned count, unsigned at)
{
    unsigned n = 1;
    while (at + n < count && lengths[at + n] == lengths[at])
        n++;
    return n;
}

/* Converts code lengths to symbols and returns their number. `out` must have room for `count`
 * symbols. */
static unsigned find_runs(const uint8_t *lengths, unsigned count, struct length_symbol *out)
{
    unsigned symbols = 0;
    for (unsigned at = 0; at < count;) {
        unsigned n = same_from(lengths, count, at);
        if (lengths[at] == 0 && n >= 11) {
            n = n < 138 ? n : 138;
            out[symbols++] = (struct length_symbol){18, (uint8_t)(n - 11), 7};
        } else if (lengths[at] == 0 && n >= 3) {
            out[symbols++] = (struct length_symbol){17, (uint8_t)(n - 3), 3};
        } else if (n >= 4) {
            n = n < 7 ? n : 7;
            out[symbols++] = (struct length_symbol){lengths[at], 0, 0};
            out[symbols++] = (struct length_symbol){16, (uint8_t)(n - 4), 2};
        } else {
            n = 1;
            out[symbols++] = (struct length_symbol){lengths[at], 0, 0};
        }
        at += n;
    }
    return symbols;
}

/* Writes the two tables of code lengths, which are Huffman-coded themselves. */
static void put_tables(struct bits *b, const struct codes *c)
{
    static const uint8_t order[CODE_LENGTHS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t all[LITERALS + DISTANCES], lengths[CODE_LENGTHS];
    struct length_symbol runs[LITERALS + DISTANCES];
    uint32_t counts[CODE_LENGTHS] = {0};
    uint16_t codes[CODE_LENGTHS] = {0};
    memcpy(all, c->literal_bits, LITERALS);
    memcpy(all + LITERALS, c->distance_bits, DISTANCES);
    unsigned n = find_runs(all, LITERALS + DISTANCES, runs), ordered = CODE_LENGTHS;
    for (unsigned i = 0; i < n; i++)
        counts[runs[i].symbol]++;
    huffman(counts, CODE_LENGTHS, 7, lengths);
    canonical(lengths, CODE_LENGTHS, codes);
    while (ordered > 4 && lengths[order[ordered - 1]] == 0)
        ordered--;
    put_bits(b, LITERALS - 257, 5);
    put_bits(b, DISTANCES - 1, 5);
    put_bits(b, ordered - 4, 4);
    for (unsigned i = 0; i < ordered; i++)
        put_bits(b, lengths[order[i]], 3);
    for (unsigned i = 0; i < n; i++) {
        put_bits(b, codes[runs[i].symbol], lengths[runs[i].symbol]);
        put_bits(b, runs[i].extra, runs[i].extra_bits);
    }
}

static void put_tokens(struct bits *b, const struct codes *c)
{
    for (size_t i = 0; i < token_count; i++) {
        const struct token *t = &tokens[i];
        if (t->distance == 0) {
            put_bits(b, c->literal[t->value], c->literal_bits[t->value]);
            continue;
        }
        unsigned l = length_code(t->value), d = distance_code(t->distance);
        put_bits(b, c->literal[257 + l], c->literal_bits[257 + l]);
        put_bits(b, (uint32_t)(t->value - length_base[l]), length_extra[l]);
        put_bits(b, c->distance[d], c->distance_bits[d]);
        put_bits(b, (uint32_t)(t->distance - distance_base[d]), distance_extra[d]);
    }
    put_bits(b, c->literal[256], c->literal_bits[256]);
}

static uint32_t crc32(const struct bytes *in)
{
    uint32_t crc = ~0u;
    for (size_t i = 0; i < in->len; i++) {
        crc ^= in->at[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

static struct bytes gzip(const struct bytes *in)
{
    static const uint8_t head[10] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255};
    struct bytes out = {0};
    struct bits b = {.out = &out};
    struct codes c;
    for (size_t i = 0; i < sizeof head; i++)
        put(&out, head[i]);
    tokens = calloc(in->len + 1, sizeof *tokens);
    links = calloc(in->len + 1, sizeof *links);
    memset(c.literal_bits, 8, sizeof c.literal_bits);
    memset(c.distance_bits, 5, sizeof c.distance_bits);
    for (int pass = 0; pass < PASSES; pass++) {
        find_tokens(in, &c);
        make_codes(&c);
    }
    put_bits(&b, 1, 1);
    put_bits(&b, 2, 2);
    put_tables(&b, &c);
    put_tokens(&b, &c);
    if (b.count > 0)
        put_bits(&b, 0, 8 - b.count);
    uint32_t crc = crc32(in);
    for (int i = 0; i < 4; i++)
        put(&out, (uint8_t)(crc >> (8 * i)));
    for (int i = 0; i < 4; i++)
        put(&out, (uint8_t)(in->len >> (8 * i)));
    free(tokens);
    free(links);
    return out;
}

static void write_bytes(const struct bytes *b)
{
    for (size_t i = 0; i < b->len; i++)
        printf("%s%u,", i % 24 == 0 ? "\n" : "", b->at[i]);
}

/* Media types by the endings of file names: the rows of assets_types, in this order. */
static const char *const types[][2] = {
    {".html", "text/html; charset=utf-8"},         {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},     {".svg", "image/svg+xml"},
    {".webmanifest", "application/manifest+json"},
};
#define TYPES (sizeof types / sizeof types[0])

static size_t type_of(const char *name)
{
    for (size_t i = 0; i < TYPES; i++)
        if (ends(name, types[i][0]))
            return i;
    die("no media type for this name", name);
    return 0;
}

/* FNV-1a, 64 bits, for ETags; it need not be secure. */
static uint64_t digest(const struct bytes *b)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < b->len; i++)
        h = (h ^ b->at[i]) * 1099511628211u;
    return h;
}

/* Returns the path of a file inside the folder. */
static const char *name_in(const char *folder, const char *path)
{
    size_t n = strlen(folder);
    if (strncmp(path, folder, n) != 0 || path[n] != '/')
        die("not in the folder", path);
    if (strlen(path + n + 1) >= NAME_SIZE)
        die("its name is too long for struct asset", path);
    return path + n + 1;
}

/* Writes a file's row of the table. gzip_at and plain_at are offsets, as pointers would have to be
 * relocated in a position-independent program. */
static void write_row(const char *name, const struct bytes *plain, const struct bytes *coded)
{
    static size_t gzip_at, plain_at;
    printf("    {\"%s\", \"\\\"%016llx\\\"\", %zu, %zu, %zu, %zu, %zu},\n", name,
           (unsigned long long)digest(plain), type_of(name), gzip_at, coded->len, plain_at,
           plain->len);
    gzip_at += coded->len;
    plain_at += plain->len;
}

int main(int argc, char *argv[])
{
    struct bytes *plain = calloc((size_t)argc, sizeof *plain),
                 *coded = calloc((size_t)argc, sizeof *coded);
    size_t all = 0;
    puts("/* Made by tools/embed. */\n#include \"net/assets.h\"\n");
    puts("const uint8_t assets_gzip[] = {");
    for (int i = 2; i < argc; i++) {
        plain[i] = prepare(argv[i]);
        coded[i] = gzip(&plain[i]);
        write_bytes(&coded[i]);
        all += plain[i].len;
    }
    puts("};\nconst char *const assets_types[] = {");
    for (size_t i = 0; i < TYPES; i++)
        printf("    \"%s\",\n", types[i][1]);
    printf(
        "};\n#if LIMIT_PLAIN_PAGE\nuint8_t assets_plain[%zu];\nbool assets_decoded[%d];\n#endif\n",
        all, argc);
    puts("const struct asset assets[] = {");
    for (int i = 2; i < argc; i++)
        write_row(name_in(argv[1], argv[i]), &plain[i], &coded[i]);
    printf("};\nconst uint16_t assets_count = %d;\n", argc - 2);
    return 0;
}
