/*
 * Packing of rows. A row is packed into a static buffer first, as its length must be known before
 * room is made in the ring.
 */
#include "term/history_pack.h"

#include "base/bug.h"
#include "term/history_format.h"

#include <string.h>

/* The most bytes that one step of packing writes, except for a link: a style (2 + 9 + 2), OP_WIDE,
 * a cluster. */
#define PACK_SLACK (13 + 1 + 2 + 4 * LIMIT_CLUSTER_POINTS + 8)

static uint8_t packing[HISTORY_LONGEST];

struct packer {
    uint8_t *at;
    uint8_t *limit; /* PACK_SLACK bytes before the end of the buffer */
    const struct term *term;
    uint32_t look; /* style and link of the last cell, as returned by pack_look_of() */
    bool wide;
};

/* A cell as one number with its text in the lower half. */
static inline uint64_t cell_bits(const struct cell *c)
{
    static const union {
        uint16_t number;
        uint8_t bytes[2];
    } one = {1};
    uint64_t v;
    memcpy(&v, c, sizeof(v));
    return one.bytes[0] == 1 ? v : v << 32 | v >> 32;
}

static inline uint32_t pack_look_of(const struct cell *c)
{
    return (uint32_t)c->link << 16 | c->style;
}

static unsigned pack_color(struct packer *p, uint32_t color)
{
    unsigned kind = color >> 24 & 3;
    p->at[0] = (uint8_t)color;
    p->at[1] = (uint8_t)(color >> 8);
    p->at[2] = (uint8_t)(color >> 16);
    p->at += kind == 2 ? 3 : kind;
    return kind;
}

static void pack_style(struct packer *p, uint16_t index)
{
    if (index == 0) {
        *p->at++ = OP_DEFAULT;
        return;
    }
    BUG_UNLESS(index < LIMIT_STYLES);
    const struct style *s = &p->term->styles.entries[index];
    uint8_t *start = p->at;
    p->at += 2;
    unsigned mask = pack_color(p, s->foreground) << MASK_FOREGROUND;
    mask |= pack_color(p, s->background) << MASK_BACKGROUND;
    mask |= pack_color(p, s->underline_color) << MASK_UNDERLINE_COLOR;
    if ((s->attributes & 0xFF) != 0) {
        *p->at++ = (uint8_t)s->attributes;
        mask |= MASK_ATTRIBUTES;
    }
    unsigned more = (s->underline & 7u) | (s->attributes >> 8 & 31u) << 3;
    if (more != 0) {
        *p->at++ = (uint8_t)more;
        mask |= MASK_MORE;
    }
    start[0] = OP_STYLE;
    start[1] = (uint8_t)mask;
}

/* False if the link does not fit. */
static bool pack_link(struct packer *p, uint16_t index)
{
    BUG_UNLESS(index < LIMIT_LINKS);
    const struct link *link = &p->term->links.entries[index];
    size_t len = index == 0 ? 0 : link->len;
    BUG_UNLESS(len <= LIMIT_LINK_BYTES);
    if (p->at > p->limit || (size_t)(p->limit - p->at) < len + 3)
        return false;
    *p->at++ = OP_LINK;
    p->at[0] = (uint8_t)len;
    p->at[1] = (uint8_t)(len >> 8);
    memcpy(p->at + 2, link->uri, len);
    p->at += 2 + len;
    return true;
}

static bool pack_look(struct packer *p, const struct cell *c)
{
    uint32_t look = pack_look_of(c), old = p->look;
    if (look == old)
        return true;
    if (((look ^ old) & 0xFFFF) != 0)
        pack_style(p, c->style);
    p->look = look;
    return (look ^ old) >> 16 == 0 || pack_link(p, c->link);
}

/* Packs the run of printable ASCII with the style and link of the first cell. Returns the number of
 * cells. */
static size_t pack_ascii(struct packer *p, const struct cell *cells, size_t n)
{
    uint64_t key = cell_bits(&(struct cell){0, cells->style, cells->link});
    size_t room = (size_t)(p->limit - p->at), i = 0;
    uint8_t *at = p->at;
    if (n > room)
        n = room;
    for (; i < n; i++) {
        uint64_t v = cell_bits(cells + i) ^ key;
        if (v - 0x20 >= 0x60)
            break;
        at[i] = (uint8_t)v;
    }
    p->at += i;
    return i;
}

static size_t pack_blanks(struct packer *p, const struct cell *cells, size_t n)
{
    uint64_t first = cell_bits(cells);
    size_t i = 1;
    while (i < n && i < 256 && cell_bits(cells + i) == first)
        i++;
    p->at[0] = OP_BLANKS;
    p->at[1] = (uint8_t)(i - 1);
    p->at += 2;
    return i;
}

static void pack_character(struct packer *p, uint32_t text)
{
    bool wide = (text & CELL_WIDE) != 0;
    if (wide != p->wide) {
        *p->at++ = wide ? OP_WIDE : OP_NARROW;
        p->wide = wide;
    }
    uint32_t value = text & CELL_VALUE;
    if ((text & CELL_CLUSTER) == 0) {
        p->at += utf8_put(value < 0x20 ? UTF8_REPLACEMENT : value, p->at);
        return;
    }
    BUG_UNLESS(value < LIMIT_CLUSTERS);
    const struct cluster *c = &p->term->clusters.entries[value];
    BUG_UNLESS(c->count <= LIMIT_CLUSTER_POINTS);
    *p->at++ = OP_CLUSTER;
    *p->at++ = (uint8_t)c->count;
    for (uint32_t i = 0; i < c->count; i++)
        p->at += utf8_put(c->points[i], p->at);
}

/* The number of cells without trailing erased cells in the default style. */
static size_t pack_trimmed(const struct cell *cells, size_t n)
{
    while (n >= 4 && (cell_bits(cells + n - 1) | cell_bits(cells + n - 2) |
                      cell_bits(cells + n - 3) | cell_bits(cells + n - 4)) == 0)
        n -= 4;
    while (n > 0 && cell_bits(cells + n - 1) == 0)
        n--;
    return n;
}

/* Packs a row into `packing` and returns the length in bytes. Cells that do not fit are left
 * out. */
static size_t pack_row(const struct term *t, const struct cell *cells, size_t n)
{
    struct packer p = {packing, packing + HISTORY_LONGEST - HISTORY_RECORD_WORDS - PACK_SLACK, t, 0,
                       false};
    size_t i = 0;
    while (i < n && p.at < p.limit && pack_look(&p, cells + i) && p.at < p.limit) {
        uint32_t text = cells[i].text;
        if (text - 0x20 < 0x60 && !p.wide) {
            i += pack_ascii(&p, cells + i, n - i);
        } else if ((text & ~CELL_PROTECTED) == 0) {
            i += pack_blanks(&p, cells + i, n - i);
        } else {
            if ((text & CELL_TAIL) == 0)
                pack_character(&p, text);
            i++;
        }
    }
    return (size_t)(p.at - packing);
}

void history_push(struct history *h, const struct term *t, const struct cell *cells, uint16_t cols,
                  bool wrapped)
{
    size_t payload = pack_row(t, cells, wrapped ? cols : pack_trimmed(cells, cols));
    while (payload % 4 != 0)
        packing[payload++] = OP_END;
    history_append(h, slice_make(packing, payload), wrapped);
}
