/*
 * The window's table of styles, which cells name by index. A style that is already there is found,
 * another one is added; where the table is full, the nearest style is used and counted.
 */
#ifndef TERM_STYLE_H
#define TERM_STYLE_H

#include "term/state.h"

/* The index of a style; 0 is the default style. Within a transaction the table only grows. */
uint16_t style_intern(struct term *t, const struct style *style);
/* Frees the entries that are not in the set `used`. Only between transactions. */
void style_free_unused(struct term *t, const uint64_t *used);
/* The invariants that a takeover checks: every hash slot and `free` name an entry. */
bool style_check(const struct term *t);

#endif
