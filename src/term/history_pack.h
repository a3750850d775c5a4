/* Packs rows of cells into lines of the history (term/history_format.h). */
#ifndef TERM_HISTORY_PACK_H
#define TERM_HISTORY_PACK_H

#include "term/state.h"

/* Packs one row of `cols` cells, which name entries of the tables of t, and appends it to h.
 * Trailing erased cells in the default style are omitted unless the line is wrapped (continues in
 * the next row). */
void history_push(struct history *h, const struct term *t, const struct cell *cells, uint16_t cols,
                  bool wrapped);

#endif
