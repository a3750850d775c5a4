/*
 * Packing of rows. A row is packed into a static buffer first, as its length must be known before
 * room is made in the ring.
 */
#include "term/history_pack.h"

#include "base/bug.h"
#include "term/history_format.h"
#include "term/rare.h"

#include <string.h>

/* The most bytes that one step of packing writes, except for the start of a link: a style
 * (2 + 9 + 2), the end of a link, OP_WIDE, a cluster. */
#define PACK_SLACK (13 + 3 + 1 + 2 + 4 * LIMIT_CLUSTER_POINTS + 8)
/* The room that a link leaves for each of the following cells: a style and a character. */
#define PACK_CELL (13 + 4)

static uint8_t packing[HISTORY_LONGEST];

struct packer {
    uint8_t *at;
    uint8_t *limit; /* PACK_SLACK bytes before the end of the buffer */
    const struct term *term;
    struct cell last;  /* a cell with the style and link of the last one packed */
    struct slice link; /* the link in the line's bytes: that of `last`, or none */
    bool wide;
};

static unsigned pack_color(struct packer *p, uint32_t color)
{
    unsigned kind = (color & COLOR_RGB) != 0 ? 2 : color != COLOR_DEFAULT;
    p->at[0] = (uint8_t)color;
    p->at[1] = (uint8_t)(color >> 8);
    p->at[2] = (uint8_t)(color >> 16);
    p->at += kind == 2 ? 3 : kind;
    return kind;
}

static void pack_style(struct packer *p, const struct style *s)
{
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
    start[0] = mask != 0 ? OP_STYLE : OP_DEFAULT;
    start[1] = (uint8_t)mask;
    p->at -= mask == 0;
}

/* Starts a link, or ends one. Of a link that would take the room of the following cells only the
 * text remains. */
static void pack_link(struct packer *p, struct slice uri, size_t cells)
{
    BUG_UNLESS(uri.len <= LIMIT_LINK_BYTES);
    if (p->at > p->limit || (size_t)(p->limit - p->at) < uri.len + 3 + cells * PACK_CELL)
        uri.len = 0;
    if (slice_equal(uri, p->link))
        return;
    *p->at++ = OP_LINK;
    p->at[0] = (uint8_t)uri.len;
    p->at[1] = (uint8_t)(uri.len >> 8);
    if (uri.len > 0)
        memcpy(p->at + 2, uri.at, uri.len);
    p->at += 2 + uri.len;
    p->link = uri;
}

/* Packs the style and link of a cell, which is followed by `cells` others. */
static void pack_look(struct packer *p, struct cell c, size_t cells)
{
    if (cell_looks_like(c, p->last))
        return;
    struct style style = rare_style(p->term, c), last = rare_style(p->term, p->last);
    if (memcmp(&style, &last, sizeof style) != 0)
        pack_style(p, &style);
    p->last = c;
    pack_link(p, rare_link(p->term, c), cells);
}

/* A cell's colours and what is above them, as one number. */
static inline uint64_t pack_colors(const struct cell *c)
{
    uint64_t v;
    memcpy(&v, &c->foreground, sizeof v);
    return v;
}

/* Packs the run of printable ASCII with the style and link of the first cell, four cells at a time
 * while all of them belong to it. Returns the number of cells. */
static size_t pack_ascii(struct packer *p, const struct cell *cells, size_t n)
{
    const uint32_t rare = cells->text & CELL_RARE;
    const uint64_t colors = pack_colors(cells);
    const struct cell *c = cells;
    size_t room = (size_t)(p->limit - p->at);
    const struct cell *end = cells + (n < room ? n : room);
    uint8_t *at = p->at;
    for (; c + 4 <= end; c += 4, at += 4) {
        uint32_t v0 = c[0].text ^ rare, v1 = c[1].text ^ rare;
        uint32_t v2 = c[2].text ^ rare, v3 = c[3].text ^ rare;
        uint64_t other = (pack_colors(c) ^ colors) | (pack_colors(c + 1) ^ colors) |
                         (pack_colors(c + 2) ^ colors) | (pack_colors(c + 3) ^ colors);
        /* Printable: each is below 0x80, and not below 0x20, which would borrow from its bit 7. */
        uint32_t four = v0 | v1 << 8 | v2 << 16 | v3 << 24;
        if (other != 0 || (v0 | v1 | v2 | v3) >= 0x80 || ((four - 0x20202020u) & 0x80808080u) != 0)
            break;
        at[0] = (uint8_t)four;
        at[1] = (uint8_t)(four >> 8);
        at[2] = (uint8_t)(four >> 16);
        at[3] = (uint8_t)(four >> 24);
    }
    for (; c < end && pack_colors(c) == colors && (c->text ^ rare) - 0x20 < 0x60; c++)
        *at++ = (uint8_t)c->text;
    p->at = at;
    return (size_t)(c - cells);
}

static size_t pack_blanks(struct packer *p, const struct cell *cells, size_t n)
{
    const uint64_t colors = pack_colors(cells);
    const uint32_t text = cells->text;
    size_t i = 1;
    while (i < n && i < 256 && cells[i].text == text && pack_colors(cells + i) == colors)
        i++;
    p->at[0] = OP_BLANKS;
    p->at[1] = (uint8_t)(i - 1);
    p->at += 2;
    return i;
}

static void pack_character(struct packer *p, struct cell cell)
{
    bool wide = (cell.text & CELL_WIDE) != 0;
    if (wide != p->wide) {
        *p->at++ = wide ? OP_WIDE : OP_NARROW;
        p->wide = wide;
    }
    uint32_t value = cell.text & CELL_VALUE;
    if (!cell_is_cluster(cell)) {
        p->at += utf8_put(value < 0x20 ? UTF8_REPLACEMENT : value, p->at);
        return;
    }
    BUG_UNLESS(cell_cluster(cell) < LIMIT_CLUSTERS);
    const struct cluster *c = &p->term->clusters.entries[cell_cluster(cell)];
    BUG_UNLESS(c->count <= LIMIT_CLUSTER_POINTS);
    *p->at++ = OP_CLUSTER;
    *p->at++ = (uint8_t)c->count;
    for (uint32_t i = 0; i < c->count; i++)
        p->at += utf8_put(c->points[i], p->at);
}

/* The number of cells without trailing erased cells in the default style. */
static size_t pack_trimmed(const struct cell *cells, size_t n)
{
    while (n > 0 && cell_is_zero(cells[n - 1]))
        n--;
    return n;
}

/* Packs a row into `packing` and returns the length in bytes. Cells that do not fit are left
 * out. */
static size_t pack_row(const struct term *t, const struct cell *cells, size_t n)
{
    struct packer p = {
        .at = packing,
        .limit = packing + HISTORY_LONGEST - HISTORY_RECORD_WORDS - PACK_SLACK,
        .term = t,
    };
    size_t i = 0;
    while (i < n && p.at < p.limit) {
        struct cell c = cells[i];
        pack_look(&p, c, n - i);
        if (p.at >= p.limit)
            break;
        if ((c.text & ~CELL_RARE) - 0x20 < 0x60 && !p.wide) {
            i += pack_ascii(&p, cells + i, n - i);
        } else if ((c.text & CELL_TAIL) != 0) {
            i++;
        } else if (!cell_written(c)) {
            i += pack_blanks(&p, cells + i, n - i);
        } else {
            pack_character(&p, c);
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
