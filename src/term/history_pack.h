/* Packing a row of cells into a line of the history (term/history_format.h). */
#ifndef TERM_HISTORY_PACK_H
#define TERM_HISTORY_PACK_H

#include "term/state.h"

/* Packs one row of cells, whose styles, links and clusters are those of t, and appends it. Trailing
 * erased cells in the default style are dropped unless the line continues in the next row. */
void history_push(struct history *h, const struct term *t, const struct cell *cells, uint16_t cols,
                  bool wrapped);

#endif
