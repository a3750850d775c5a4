/* The window's table of styles, which cells name by index. */
#ifndef TERM_STYLE_H
#define TERM_STYLE_H

#include "term/state.h"

/* Returns the index of a style, which is added if it is new; 0 is the default style. If the table
 * is full, returns the index of the nearest style, and this is counted. Within a transaction the
 * table only grows. */
uint16_t style_intern(struct term *t, const struct style *style);
/* Frees the entries that are not in the set `used`. Called between transactions only. */
void style_free_unused(struct term *t, const uint64_t *used);
/* True if the invariants hold: every hash slot names an entry, `free` is in range, and entry 0 is
 * the default style. */
bool style_check(const struct term *t);

#endif
