/* One cell of a screen, its style and its cluster. Plain data without pointers: it lives on the
 * board. */
#ifndef TERM_CELL_H
#define TERM_CELL_H

#include "limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * text: 0 where nothing was written (an erased cell); else a code point in bits 0 to 20, or, with
 * CELL_CLUSTER, an index into the window's clusters. A character of two columns has CELL_WIDE on
 * its left cell, and its right cell is CELL_TAIL alone, in the same style and link.
 */
struct cell {
    uint32_t text;
    uint16_t style; /* index into the styles; 0 is the default style */
    uint16_t link;  /* index into the links; 0 is none */
};
_Static_assert(sizeof(struct cell) == 8, "a cell is 8 bytes");

#define CELL_VALUE 0x001FFFFFu
#define CELL_CLUSTER 0x80000000u
#define CELL_WIDE 0x40000000u
#define CELL_TAIL 0x20000000u
#define CELL_PROTECTED 0x10000000u /* selective erase leaves it (DECSCA); no picture shows it */

/* A colour: 0 is the default one; else palette index or 24-bit RGB beside its mark. */
#define COLOR_DEFAULT 0u
#define COLOR_PALETTE 0x01000000u
#define COLOR_RGB 0x02000000u

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

struct style {
    uint32_t foreground;
    uint32_t background;
    uint32_t underline_color;
    uint16_t attributes; /* of enum attribute */
    uint16_t underline;  /* enum underline */
};

struct cluster {
    uint32_t points[LIMIT_CLUSTER_POINTS]; /* the base first, then what combines with it */
    uint32_t count;                        /* 0: a free entry */
};

#endif
