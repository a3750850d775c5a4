/* The window's table of hyperlinks (OSC 8), which cells name by index. */
#ifndef TERM_LINK_H
#define TERM_LINK_H

#include "base/slice.h"
#include "term/state.h"

/* Returns the index of a URI, which is added if it is new. 0 if the URI is empty; also 0, and
 * counted, if it is longer than LIMIT_LINK_BYTES or the table is full. Within a transaction the
 * table only grows. */
uint16_t link_intern(struct term *t, struct slice uri);
/* Frees the entries that are not in the set `used`. Called between transactions only. */
void link_free_unused(struct term *t, const uint64_t *used);
/* True if the invariants hold: no URI is longer than LIMIT_LINK_BYTES, and entry 0 is empty. */
bool link_check(const struct term *t);

#endif
