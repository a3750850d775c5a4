/*
 * Generates the widths of all code points from the Unicode Character Database, in two tables that
 * must agree: src/term/width_table.h for the terminal engine and web/terminal/width.js for the
 * page. Both are committed; a build needs no database.
 *
 * unicode [--check] [DATABASE] run in the top directory of the tree
 *
 * DATABASE is the directory of EastAsianWidth.txt and extracted/DerivedGeneralCategory.txt of the
 * Unicode Character Database; default: tools/ucd, which holds the part of them that is read, in the
 * same format. With --check nothing is written; the exit
 * status is 1 if a committed file differs from the generated one.
 *
 * The C table has three levels with equal parts shared: pages of 4,096 code points, blocks of 64,
 * two bits for each code point. The JavaScript table is a list of the runs of code points that are
 * not one column wide, each as the distance from the previous run and the length, in LEB128 and
 * base64.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS 0x110000u
#define BLOCK 64u
#define BLOCK_BYTES (BLOCK / 4)
#define PAGE_BLOCKS 64u
#define PAGES (POINTS / BLOCK / PAGE_BLOCKS)
#define MOST 255u /* the index of a block or page is one byte */

static uint8_t widths[POINTS];
/* Format characters (Cf) of one column. */
static const unsigned shown[][2] = {
    {0xAD, 0xAD},   {0x600, 0x605}, {0x6DD, 0x6DD},     {0x70F, 0x70F},
    {0x890, 0x891}, {0x8E2, 0x8E2}, {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
};
static char version[32];

struct output {
    char bytes[32768];
    size_t len;
};

static void die(const char *what, const char *which)
{
    fprintf(stderr, "unicode: %s: %s\n", what, which);
    exit(2);
}

static void put(struct output *o, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsnprintf(o->bytes + o->len, sizeof(o->bytes) - o->len, format, list);
    va_end(list);
    if (n < 0 || (size_t)n >= sizeof(o->bytes) - o->len)
        die("too long", "a generated file");
    o->len += (size_t)n;
}

/* The width of code points with this value of the property; -1 if the value does not determine
 * it. */
static int width_of_value(const char *value)
{
    if (strcmp(value, "W") == 0 || strcmp(value, "F") == 0)
        return 2;
    if (strcmp(value, "Mn") == 0 || strcmp(value, "Me") == 0 || strcmp(value, "Cf") == 0)
        return 0;
    return -1;
}

/* Reads one file of the database: lines of "first[..last] ; value # comment" (UAX 44, section
 * 4.2). */
static void read_property(const char *directory, const char *name)
{
    char path[1024], line[1024], value[32];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        die("cannot be read", path);
    while (fgets(line, sizeof(line), f) != NULL) {
        unsigned first, last;
        if (version[0] == 0 && sscanf(line, "# EastAsianWidth-%30[0-9.]", version) == 1)
            version[strlen(version) - 1] = 0; /* the full stop of ".txt" */
        if (sscanf(line, "%x..%x ; %31[A-Za-z]", &first, &last, value) != 3) {
            if (sscanf(line, "%x ; %31[A-Za-z]", &first, value) != 2)
                continue;
            last = first;
        }
        if (last >= POINTS || first > last)
            die("not a range of code points", line);
        int width = width_of_value(value);
        for (unsigned p = first; width >= 0 && p <= last; p++)
            widths[p] = (uint8_t)width;
    }
    fclose(f);
}

static void read_database(const char *directory)
{
    memset(widths, 1, sizeof(widths));
    read_property(directory, "EastAsianWidth.txt");
    read_property(directory, "extracted/DerivedGeneralCategory.txt");
    /* Hangul vowels and finals, also old ones, combine with the preceding character. */
    memset(widths + 0x1160, 0, 0x1200 - 0x1160);
    memset(widths + 0xD7B0, 0, 0xD7FC - 0xD7B0);
    /* Terminals show a soft hyphen, and signs that enclose the digits after them
     * (Prepended_Concatenation_Mark in PropList.txt). */
    for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
        memset(widths + shown[i][0], 1, shown[i][1] - shown[i][0] + 1);
    if (version[0] == 0)
        die("names no version", "EastAsianWidth.txt");
}

/* Returns the index of a part in the list of parts, which it is added to if it is new. */
static unsigned part_number(uint8_t *parts, unsigned *count, const uint8_t *part, size_t size)
{
    for (unsigned i = 0; i < *count; i++) {
        if (memcmp(parts + i * size, part, size) == 0)
            return i;
    }
    if (*count == MOST)
        die("too many different parts", "width_table.h");
    memcpy(parts + *count * size, part, size);
    return (*count)++;
}

static void put_array(struct output *o, const char *name, const uint8_t *bytes, unsigned count)
{
    put(o, "static const uint8_t %s[%u] = {", name, count);
    for (unsigned i = 0; i < count; i++)
        put(o, "%s%u,", i % 24 == 0 ? "\n    " : "", bytes[i]);
    put(o, "\n};\n");
}

static void make_c(struct output *o)
{
    static uint8_t blocks[MOST * BLOCK_BYTES], pages[MOST * PAGE_BLOCKS], top[PAGES];
    unsigned block_count = 0, page_count = 0;
    for (unsigned page = 0; page < PAGES; page++) {
        uint8_t numbers[PAGE_BLOCKS];
        for (unsigned block = 0; block < PAGE_BLOCKS; block++) {
            const uint8_t *from = widths + (page * PAGE_BLOCKS + block) * BLOCK;
            uint8_t packed[BLOCK_BYTES] = {0};
            for (unsigned i = 0; i < BLOCK; i++)
                packed[i / 4] = (uint8_t)(packed[i / 4] | from[i] << i % 4 * 2);
            numbers[block] = (uint8_t)part_number(blocks, &block_count, packed, BLOCK_BYTES);
        }
        top[page] = (uint8_t)part_number(pages, &page_count, numbers, PAGE_BLOCKS);
    }
    put(o, "/* The widths of all code points. Generated by tools/unicode.c, which describes the "
           "layout. */\n"
           "/* clang-format off */\n"
           "#ifndef TERM_WIDTH_TABLE_H\n#define TERM_WIDTH_TABLE_H\n\n#include <stdint.h>\n\n");
    put(o, "#define WIDTH_UNICODE_VERSION \"%s\"\n\n", version);
    put_array(o, "width_top", top, PAGES);
    put_array(o, "width_pages", pages, page_count * PAGE_BLOCKS);
    put_array(o, "width_blocks", blocks, block_count * BLOCK_BYTES);
    put(o, "\n#endif\n");
}

static size_t put_leb128(uint8_t *to, unsigned value)
{
    size_t n = 0;
    for (; value > 127; value >>= 7)
        to[n++] = (uint8_t)(value | 128);
    to[n++] = (uint8_t)value;
    return n;
}

/* Writes the runs that are not one column wide: distance * 2 + (1 if wide), then length. Returns
 * the number of bytes. */
static size_t make_runs(uint8_t *to)
{
    size_t n = 0;
    unsigned end = 0;
    for (unsigned p = 0; p < POINTS;) {
        unsigned start = p;
        for (p++; p < POINTS && widths[p] == widths[start];)
            p++;
        if (widths[start] == 1)
            continue;
        n += put_leb128(to + n, (start - end) * 2 + (widths[start] == 2));
        n += put_leb128(to + n, p - start);
        end = p;
    }
    return n;
}

static void put_base64(struct output *o, const uint8_t *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        unsigned v = (unsigned)bytes[i] << 16;
        v |= i + 1 < len ? (unsigned)bytes[i + 1] << 8 : 0;
        v |= i + 2 < len ? bytes[i + 2] : 0;
        if (i % 72 == 0)
            put(o, i == 0 ? "  '" : "' +\n  '");
        put(o, "%c%c%c%c", digits[v >> 18], digits[v >> 12 & 63],
            i + 1 < len ? digits[v >> 6 & 63] : '=', i + 2 < len ? digits[v & 63] : '=');
    }
    put(o, "'");
}

static void make_js(struct output *o)
{
    static uint8_t runs[16384];
    size_t len = make_runs(runs);
    put(o,
        "// How many columns a code point takes: 0, 1 or 2, as src/term/width.h says (Unicode "
        "%s).\n"
        "// Generated by tools/unicode.c, which describes the layout. Not to be edited.\n\nconst "
        "runs "
        "=\n",
        version);
    put_base64(o, runs, len);
    put(o, ";\n\n"
           "const starts = [], ends = [], widths = [];\n\n"
           "(function unpack() {\n"
           "  const bytes = atob(runs);\n"
           "  let at = 0, end = 0;\n"
           "  const next = () => {\n"
           "    let value = 0, shift = 0, byte;\n"
           "    do {\n"
           "      byte = bytes.charCodeAt(at++);\n"
           "      value |= (byte & 127) << shift;\n"
           "      shift += 7;\n"
           "    } while (byte > 127);\n"
           "    return value;\n"
           "  };\n"
           "  while (at < bytes.length) {\n"
           "    const head = next();\n"
           "    starts.push(end + (head >> 1));\n"
           "    end += (head >> 1) + next();\n"
           "    ends.push(end);\n"
           "    widths.push(head & 1 ? 2 : 0);\n"
           "  }\n"
           "})();\n\n"
           "export function width(codepoint) {\n"
           "  if (codepoint < 0x300) return 1;\n"
           "  let low = 0, high = starts.length;\n"
           "  while (low < high) {\n"
           "    const middle = (low + high) >> 1;\n"
           "    if (codepoint < ends[middle]) high = middle;\n"
           "    else low = middle + 1;\n"
           "  }\n"
           "  return low < starts.length && codepoint >= starts[low] ? widths[low] : 1;\n"
           "}\n");
}

/* Writes the file or, if `check` is set, compares it. False if it differs. */
static bool settle(const char *path, const struct output *o, bool check)
{
    FILE *f = fopen(path, check ? "rb" : "wb");
    if (f == NULL)
        die("cannot be opened", path);
    if (!check) {
        if (fwrite(o->bytes, 1, o->len, f) != o->len || fclose(f) != 0)
            die("cannot be written", path);
        return true;
    }
    static struct output found;
    found.len = fread(found.bytes, 1, sizeof(found.bytes), f);
    fclose(f);
    bool same = found.len == o->len && memcmp(found.bytes, o->bytes, o->len) == 0;
    if (!same)
        fprintf(stderr, "unicode: %s is not what tools/unicode.c generates\n", path);
    return same;
}

int main(int argc, char **argv)
{
    bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
    read_database(argc > 1 + check ? argv[1 + check] : "tools/ucd");
    static struct output c, js;
    make_c(&c);
    make_js(&js);
    bool same = settle("src/term/width_table.h", &c, check);
    same = settle("web/terminal/width.js", &js, check) && same;
    return same ? 0 : 1;
}
