/* Cells of a screen: their characters, colours and attributes. Plain data without pointers, as it
 * is stored on the board. */
#ifndef TERM_CELL_H
#define TERM_CELL_H

#include "limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One cell holds its character, its colours and its attributes itself. Only rare attributes (an
 * underline colour, a hyperlink) are in a side table of the window (term/rare), which the cell
 * names by index. All bits are 0 in a cell that was erased to the default background.
 *
 * A character of two columns has CELL_WIDE in its left cell; its right cell is CELL_TAIL without a
 * character, and looks the same.
 */
struct cell {
    uint32_t text;       /* CELL_VALUE, the bits below, and bits 0 to 7 of the index (CELL_RARE) */
    uint32_t foreground; /* CELL_COLOR; above it, attributes 0 to 6 */
    uint32_t background; /* CELL_COLOR; above it, attributes 7 and 8, 3 bits of the underline, and
                          * bits 8 and 9 of the index */
};
_Static_assert(sizeof(struct cell) == 12, "a cell is 12 bytes");

/* 0: the cell is erased, or a tail; below CELL_CLUSTER: a code point; otherwise CELL_CLUSTER and
 * the index of a cluster of the window. */
#define CELL_VALUE 0x001FFFFFu
#define CELL_CLUSTER 0x00110000u
#define CELL_RARE 0x1FE00000u
#define CELL_PROTECTED 0x20000000u /* kept by selective erase (DECSCA); not painted */
#define CELL_TAIL 0x40000000u
#define CELL_WIDE 0x80000000u
#define CELL_RARE_MAX 1024 /* the number of indices that a cell can name */
_Static_assert(LIMIT_CLUSTERS <= CELL_VALUE + 1 - CELL_CLUSTER, "a cell can name every cluster");

/* A colour, in 25 bits: COLOR_DEFAULT, or one of these marks with a palette index (0 to 255) or
 * 24-bit RGB. */
#define CELL_COLOR 0x01FFFFFFu
#define COLOR_DEFAULT 0u
#define COLOR_PALETTE 0x00000100u
#define COLOR_RGB 0x01000000u

enum attribute {
    ATTR_BOLD = 1 << 0,
    ATTR_FAINT = 1 << 1,
    ATTR_ITALIC = 1 << 2,
    ATTR_BLINK = 1 << 3,
    ATTR_RAPID = 1 << 4,
    ATTR_INVERSE = 1 << 5,
    ATTR_HIDDEN = 1 << 6,
    ATTR_STRIKE = 1 << 7,
    ATTR_OVERLINE = 1 << 8,
};

enum underline {
    UNDERLINE_NONE,
    UNDERLINE_SINGLE,
    UNDERLINE_DOUBLE,
    UNDERLINE_CURLY,
    UNDERLINE_DOTTED,
    UNDERLINE_DASHED
};

/* The style of a cell or of the pen, unpacked. */
struct style {
    uint32_t foreground;
    uint32_t background;
    uint32_t underline_color;
    uint16_t attributes; /* bits of enum attribute */
    uint16_t underline;  /* enum underline */
};

/* Positions of bits in a cell's colours. */
#define CELL_ATTRIBUTES 25      /* in foreground and background */
#define CELL_ATTRIBUTES_BELOW 7 /* the number of attributes in foreground */
#define CELL_UNDERLINE 27       /* in background */
#define CELL_RARE_ABOVE 30      /* in background: bits 8 and 9 of the index */
#define CELL_RARE_BELOW 21      /* in text: bits 0 to 7 of the index */

/* Returns a cell without a character, in a style whose underline colour is that of the rare
 * attributes named by index (0: none). */
static inline struct cell cell_of(const struct style *s, uint32_t rare)
{
    uint32_t attributes = s->attributes;
    return (struct cell){
        (rare & 0xFFu) << CELL_RARE_BELOW, s->foreground | attributes << CELL_ATTRIBUTES,
        s->background | (attributes >> CELL_ATTRIBUTES_BELOW & 3u) << CELL_ATTRIBUTES |
            (uint32_t)s->underline << CELL_UNDERLINE | rare >> 8 << CELL_RARE_ABOVE};
}

/* The index of the cell's rare attributes; 0: none. */
static inline uint32_t cell_rare(struct cell c)
{
    return (c.text & CELL_RARE) >> CELL_RARE_BELOW | c.background >> CELL_RARE_ABOVE << 8;
}

/* The cell's style without its underline colour (rare_style() has that too). */
static inline struct style cell_style(struct cell c)
{
    return (struct style){
        .foreground = c.foreground & CELL_COLOR,
        .background = c.background & CELL_COLOR,
        .attributes = (uint16_t)(c.foreground >> CELL_ATTRIBUTES |
                                 (c.background >> CELL_ATTRIBUTES & 3u) << CELL_ATTRIBUTES_BELOW),
        .underline = (uint16_t)(c.background >> CELL_UNDERLINE & 7u),
    };
}

/* True if the cells have the same style and link. */
static inline bool cell_looks_like(struct cell a, struct cell b)
{
    return (((a.text ^ b.text) & CELL_RARE) | (a.foreground ^ b.foreground) |
            (a.background ^ b.background)) == 0;
}

/* True if a character was written to the cell, or its tail; false if the cell is erased, in any
 * colour. */
static inline bool cell_written(struct cell c)
{
    return (c.text & (CELL_VALUE | CELL_TAIL)) != 0;
}

/* True if the cell shows no character: erased, or a space. */
static inline bool cell_is_blank(struct cell c)
{
    return !cell_written(c) || (c.text & CELL_VALUE) == ' ';
}

/* True if the cell is as it was at power-on: erased to the default background. */
static inline bool cell_is_zero(struct cell c)
{
    return (c.text | c.foreground | c.background) == 0;
}

static inline bool cell_is_cluster(struct cell c)
{
    return (c.text & CELL_VALUE) >= CELL_CLUSTER;
}

/* The index of a cell's cluster. */
static inline uint32_t cell_cluster(struct cell c)
{
    return (c.text & CELL_VALUE) - CELL_CLUSTER;
}

/* Replaces the character by a space: half of a wide character that lost its other half. */
static inline void cell_make_space(struct cell *c)
{
    c->text = (c->text & ~(CELL_VALUE | CELL_WIDE | CELL_TAIL)) | ' ';
}

struct cluster {
    uint32_t points[LIMIT_CLUSTER_POINTS]; /* the base character, then the combining ones */
    uint32_t count;                        /* 0: a free entry */
};

#endif
