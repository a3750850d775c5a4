/* The control sequences that frames are made of: positions, styles, links, modes. */
#ifndef TERM_PAINT_BYTES_H
#define TERM_PAINT_BYTES_H

#include "base/text.h"
#include "term/cell.h"

/* The most bytes that one cell takes, with what may come before it: a link's end and beginning, a
 * style, a position. */
#define BYTES_CELL_MAX (LIMIT_LINK_BYTES + 256)

/* How a viewer draws next. */
struct pen {
    struct style style;
    struct slice link; /* the URI; empty where none */
};

/* CUP (ECMA-48 8.3.21); x and y from 0. */
void bytes_position(struct text *t, uint16_t x, uint16_t y);
/* DECSET or DECRST of one private mode. */
void bytes_mode(struct text *t, uint16_t number, bool on);
/* OSC 8: begins a link, or ends it where the URI is empty. */
void bytes_link(struct text *t, struct slice uri);
/* SGR and OSC 8 that change *has, where it differs, to *wanted. */
void bytes_pen(struct text *t, struct pen *has, const struct pen *wanted);
/* The default style and no link, whatever *has is. */
void bytes_pen_reset(struct text *t, struct pen *has);
/* True if every terminal shows the cell in as many columns as this one does. */
bool bytes_width_is_sure(struct cell c);

#endif
