/*
 * The window's table of clusters (a base character with combining characters), which cells name by
 * index.
 */
#ifndef TERM_CLUSTER_H
#define TERM_CLUSTER_H

#include "term/state.h"

/* Returns the value (CELL_VALUE) of a cell that shows `count` code points (2 to
 * LIMIT_CLUSTER_POINTS): CELL_CLUSTER and an index. If the table is full: the first code point
 * alone, and this is counted. Within a transaction the table only grows. */
uint32_t cluster_intern(struct term *t, const uint32_t *points, uint32_t count);
/* Writes the text of a cell in UTF-8: a space if it is erased, nothing for a tail. Returns the
 * number of bytes. */
size_t cluster_cell_text(const struct term *t, struct cell c,
                         uint8_t out[LIMIT_CLUSTER_POINTS * 4]);
/* Frees the entries that are not in the set `used`. Called between transactions only. */
void cluster_free_unused(struct term *t, const uint64_t *used);
/* True if the invariants hold: every hash slot and `free` name an entry, and no entry has more than
 * LIMIT_CLUSTER_POINTS points. */
bool cluster_check(const struct term *t);

#endif
