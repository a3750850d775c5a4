/* Paints the cells of a row. Internal to the engine. */
#ifndef TERM_PAINT_ROW_H
#define TERM_PAINT_ROW_H

#include "base/text.h"
#include "term/paint_bytes.h"
#include "term/state.h"

/* The bytes of a frame in progress, and the state of the viewer's terminal after them. */
struct paint_out {
    const struct term *t;
    struct text bytes;
    struct pen pen; /* the viewer's SGR and link */
    uint16_t x, y;  /* the viewer's cursor */
    bool sure;      /* the viewer's cursor is known to be at x, y */
};

/* The number of bytes still free. */
size_t paint_room(const struct paint_out *o);
/* Moves the viewer's cursor to x, y unless it is known to be there. */
void paint_move(struct paint_out *o, uint16_t x, uint16_t y);
/* Changes the viewer's style and link if they differ from *pen. */
void paint_pen(struct paint_out *o, const struct pen *pen);
/* Paints row y of the active screen from column *x on. If there is not enough room, returns false
 * and sets *x to the column at which to continue. */
bool paint_row(struct paint_out *o, uint16_t y, uint16_t *x);

#endif
