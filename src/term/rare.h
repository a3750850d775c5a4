/*
 * The window's side table of rare attributes (an underline colour, a hyperlink of OSC 8, or both),
 * which cells name by index.
 */
#ifndef TERM_RARE_H
#define TERM_RARE_H

#include "base/slice.h"
#include "term/state.h"

/* Returns the index of an underline colour and a URI, which are added if they are new; 0 if there
 * is neither; also 0, and counted, if the URI is longer than LIMIT_LINK_BYTES or the table is full.
 * Within a transaction the table only grows. */
uint16_t rare_intern(struct term *t, uint32_t underline_color, struct slice uri);
/* Returns a cell without a character, in this style and with the link of the entry `link` (0: no
 * link). If the table is full, the underline colour is dropped rather than the link. */
struct cell rare_cell(struct term *t, const struct style *s, uint16_t link);
/* The URI of an entry; empty: no link. */
struct slice rare_uri(const struct term *t, uint32_t index);
/* The whole style of a cell, and its link's URI. */
struct style rare_style(const struct term *t, struct cell c);
struct slice rare_link(const struct term *t, struct cell c);
/* Frees the entries that are not in the set `used`. Called between transactions only. */
void rare_free_unused(struct term *t, const uint64_t *used);
/* True if the invariants hold: every hash slot names an entry, `free` is in range, every URI is in
 * units that are in use, and entry 0 is empty. */
bool rare_check(const struct term *t);

#endif
