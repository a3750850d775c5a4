/*
 * The format of a packed line, which history_pack writes and history_line reads. The payload is the
 * line's text as UTF-8, in which the control codes of enum op say what the text alone does not. Each style is
 * written whole, not as a change from the one before. A zero byte, or the payload's end, ends it.
 */
#ifndef TERM_HISTORY_FORMAT_H
#define TERM_HISTORY_FORMAT_H

#include "term/cell.h"

/* In a payload, below 0x20; 0x20 to 0x7F and UTF-8's bytes are text. */
enum op {
    OP_END,
    OP_BLANKS,  /* one byte: erased cells less one */
    OP_DEFAULT, /* the default style from here on */
    OP_STYLE,   /* a mask, and what it names */
    OP_LINK,    /* two bytes: the length, little-endian; the URI, or none where 0 */
    OP_CLUSTER, /* one byte: code points; they follow as UTF-8 */
    OP_WIDE,    /* characters are two columns wide from here on */
    OP_NARROW,
};

/* OP_STYLE's mask: two bits for each colour say how it follows (0 default, 1 palette in one byte,
 * 2 RGB in three); then one byte each of attributes, and of the underline's kind with the
 * attributes above the eighth. */
#define MASK_FOREGROUND 0
#define MASK_BACKGROUND 2
#define MASK_UNDERLINE_COLOR 4
#define MASK_ATTRIBUTES 0x40u
#define MASK_MORE 0x80u
_Static_assert(ATTR_OVERLINE == 1 << 8 && UNDERLINE_DASHED < 8, "MASK_MORE's byte holds them");

#endif
