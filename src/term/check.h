/* What a takeover checks before it trusts a terminal that another process left. */
#ifndef TERM_CHECK_H
#define TERM_CHECK_H

#include "term/state.h"

/* The invariants: sizes, indices, rows a permutation, tables, history. Reads every cell. */
bool term_check(const struct term *t);

#endif
