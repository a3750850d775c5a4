/*
 * The window's table of clusters (a base character and what combines with it), which cells name by
 * index.
 */
#ifndef TERM_CLUSTER_H
#define TERM_CLUSTER_H

#include "term/state.h"

/* The text of a cell that shows these code points (2 to LIMIT_CLUSTER_POINTS), without its width:
 * CELL_CLUSTER and an index, or, counted, the first code point alone where the table is full.
 * Within a transaction the table only grows. */
uint32_t cluster_intern(struct term *t, const uint32_t *points, uint32_t count);
/* Frees the entries that are not in the set `used`. Only between transactions. */
void cluster_free_unused(struct term *t, const uint64_t *used);
/* The invariants that a takeover checks: every hash slot and `free` name an entry, and no entry
 * has more points than fit. */
bool cluster_check(const struct term *t);

#endif
