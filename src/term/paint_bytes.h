/* Control sequences of frames: positions, styles, links, modes. */
#ifndef TERM_PAINT_BYTES_H
#define TERM_PAINT_BYTES_H

#include "base/text.h"
#include "term/cell.h"

/* The most bytes for one cell, including the end of a link, the start of another, a style and a
 * position before it; the URI of the other link is not included. */
#define BYTES_CELL_MAX 256

/* The style and link with which the viewer's terminal draws. */
struct pen {
    struct style style;
    struct slice link; /* the URI; empty: no link */
};

/* Writes CUP (ECMA-48 8.3.21); x and y count from 0. */
void bytes_position(struct text *t, uint16_t x, uint16_t y);
/* Writes DECSET or DECRST of one private mode. */
void bytes_mode(struct text *t, uint16_t number, bool on);
/* Writes OSC 8: starts a link, or ends it if the URI is empty. */
void bytes_link(struct text *t, struct slice uri);
/* Writes the SGR and OSC 8 that change *has to *wanted, and updates *has. Writes nothing if they
 * are equal. */
void bytes_pen(struct text *t, struct pen *has, const struct pen *wanted);
/* Writes the default style and the end of any link, regardless of *has, and resets *has. */
void bytes_pen_reset(struct text *t, struct pen *has);
/* True if all terminals agree on the width of the cell. */
bool bytes_width_is_sure(struct cell c);

#endif
