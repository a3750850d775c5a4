/*
 * The window's bounded tables of styles, clusters and links, which cells name by index. What is
 * already there is found; what is not is added; where a table is full, the nearest thing is used
 * and counted. Within a transaction they are only added to.
 */
#ifndef TERM_STYLE_H
#define TERM_STYLE_H

#include "term/term.h"

uint16_t style_intern(struct term *t, const struct style *style);
/* The text of a cell that shows these code points (2 to LIMIT_CLUSTER_POINTS), without its width:
 * CELL_CLUSTER and an index, or the first code point alone where the table is full. */
uint32_t cluster_intern(struct term *t, const uint32_t *points, uint32_t count);
/* 0 for an empty URI, one that is too long, and where the table is full. */
uint16_t link_intern(struct term *t, struct slice uri);
/* Frees what no cell refers to, where a table fills up and enough was fed since the last time.
 * Only between transactions. */
void style_sweep(struct term *t);
bool style_check(const struct term *t);

#endif
