/* Paints the colours that programs set. Internal to the engine. */
#ifndef TERM_PAINT_PALETTE_H
#define TERM_PAINT_PALETTE_H

#include "term/paint_row.h"
#include "term/painter.h"

/* Sends the colours that have changed since they were sent: OSC 4, 10, 11, 12, 17 and 19, and those
 * that reset them. False if there was not enough room for all; it continues there. */
bool paint_palette(struct painter *p, struct paint_out *o);

#endif
