/* The window's table of hyperlinks (OSC 8), which cells name by index. */
#ifndef TERM_LINK_H
#define TERM_LINK_H

#include "base/slice.h"
#include "term/state.h"

/* The index of an URI; 0 for an empty one, and, counted, for one that is longer than
 * LIMIT_LINK_BYTES and where the table is full. Within a transaction the table only grows. */
uint16_t link_intern(struct term *t, struct slice uri);
/* Frees the entries that are not in the set `used`. Only between transactions. */
void link_free_unused(struct term *t, const uint64_t *used);
/* The invariants that a takeover checks: no URI is longer than fits, and entry 0 is none. */
bool link_check(const struct term *t);

#endif
