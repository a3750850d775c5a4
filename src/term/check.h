/* Validation of a terminal that a previous server left on the board. */
#ifndef TERM_CHECK_H
#define TERM_CHECK_H

#include "term/state.h"

/* True if the invariants hold: sizes, indices, slots of rows, tables, history. Reads every cell. */
bool term_check(const struct term *t);

#endif
