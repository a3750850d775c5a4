/* The bytes of the painted subset: positions, styles, links, modes. Internal to term. */
#ifndef TERM_PAINT_BYTES_H
#define TERM_PAINT_BYTES_H

#include "base/text.h"
#include "term/cell.h"

/* How a viewer draws next. */
struct pen {
    struct style style;
    struct slice link;
};

void bytes_position(struct text *t, uint16_t x, uint16_t y); /* CUP; from 0 */
void bytes_mode(struct text *t, uint16_t number, bool on);   /* DECSET, DECRST */
void bytes_link(struct text *t, struct slice uri);           /* OSC 8 */
/* Takes the viewer from what it has to what is wanted, where they differ. */
void bytes_pen(struct text *t, struct pen *has, const struct pen *wanted);
/* Takes it to the default, whatever it has. */
void bytes_pen_reset(struct text *t, struct pen *has);
/* Whether every terminal shows the cell in as many columns as we do. */
bool bytes_width_is_sure(struct cell c);

#endif
