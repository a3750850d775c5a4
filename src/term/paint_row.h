/* Painting the cells of a row. Internal to the engine. */
#ifndef TERM_PAINT_ROW_H
#define TERM_PAINT_ROW_H

#include "base/text.h"
#include "term/paint_bytes.h"
#include "term/state.h"

/* The bytes of a frame under way, and what the viewer's terminal is after them. */
struct paint_out {
    const struct term *t;
    struct text bytes;
    struct pen pen; /* the viewer's SGR and link */
    uint16_t x, y;  /* the viewer's cursor */
    bool sure;      /* it is there */
};

/* How many bytes are still free. */
size_t paint_room(const struct paint_out *o);
/* Moves the viewer's cursor, unless it is there. */
void paint_move(struct paint_out *o, uint16_t x, uint16_t y);
/* Changes the viewer's style and link, where they differ. */
void paint_pen(struct paint_out *o, const struct pen *pen);
/* Paints row y of the active screen from column *x on. False: the room ended, and *x is where the
 * row continues. */
bool paint_row(struct paint_out *o, uint16_t y, uint16_t *x);

#endif
