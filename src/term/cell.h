/* Cells of a screen, their styles and their clusters. Plain data without pointers, as it is stored
 * on the board. */
#ifndef TERM_CELL_H
#define TERM_CELL_H

#include "limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One cell. text: 0 in an erased cell; otherwise a code point in bits 0 to 20 or, with
 * CELL_CLUSTER, an index into the window's clusters. A character of two columns has CELL_WIDE in
 * its left cell; its right cell is CELL_TAIL alone, with the same style and link.
 */
struct cell {
    uint32_t text;
    uint16_t style; /* index into the styles; 0: the default style */
    uint16_t link;  /* index into the links; 0: no link */
};
_Static_assert(sizeof(struct cell) == 8, "a cell is 8 bytes");

#define CELL_VALUE 0x001FFFFFu
#define CELL_CLUSTER 0x80000000u
#define CELL_WIDE 0x40000000u
#define CELL_TAIL 0x20000000u
#define CELL_PROTECTED 0x10000000u /* kept by selective erase (DECSCA); not painted */

/* A colour: COLOR_DEFAULT, or one of these marks with a palette index (0 to 255) or 24-bit RGB. */
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
    uint16_t attributes; /* bits of enum attribute */
    uint16_t underline;  /* enum underline */
};

struct cluster {
    uint32_t points[LIMIT_CLUSTER_POINTS]; /* the base character, then the combining ones */
    uint32_t count;                        /* 0: a free entry */
};

#endif
