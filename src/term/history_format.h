/*
 * The format of a packed line, which history_pack writes and history_line reads. The payload is the
 * line's text in UTF-8 with the control codes of enum op for everything else. Each style is written
 * in full, not as a change from the previous one. A zero byte or the end of the payload ends the
 * line.
 */
#ifndef TERM_HISTORY_FORMAT_H
#define TERM_HISTORY_FORMAT_H

#include "term/cell.h"

/* Control codes of a payload, all below 0x20; 0x20 to 0x7F and the bytes of UTF-8 are text. */
enum op {
    OP_END,
    OP_BLANKS,  /* one byte: number of erased cells minus one */
    OP_DEFAULT, /* the following cells have the default style */
    OP_STYLE,   /* a mask, and the bytes that it announces */
    OP_LINK,    /* two bytes: length of the URI, little-endian (0: the link ends); the URI */
    OP_CLUSTER, /* one byte: number of code points, which follow in UTF-8 */
    OP_WIDE,    /* the following characters are two columns wide */
    OP_NARROW,
};

/* The mask of OP_STYLE. Two bits for each colour: 0 default, 1 palette (one byte follows), 2 RGB
 * (three bytes follow). MASK_ATTRIBUTES: one byte of attributes follows. MASK_MORE: one byte
 * follows with the underline in bits 0 to 2 and the attributes from the ninth on above them. */
#define MASK_FOREGROUND 0
#define MASK_BACKGROUND 2
#define MASK_UNDERLINE_COLOR 4
#define MASK_ATTRIBUTES 0x40u
#define MASK_MORE 0x80u
_Static_assert(ATTR_OVERLINE == 1 << 8 && UNDERLINE_DASHED < 8, "MASK_MORE's byte holds them");

#endif
