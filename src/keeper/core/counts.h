/* The keeper's counters, in its own memory; keeper/measure publishes them on the board. */
#ifndef KEEPER_COUNTS_H
#define KEEPER_COUNTS_H

#include "board/figures.h"

void counts_init(void); /* sets all to zero */
void counts_add(enum keeper_count which, uint64_t n);
void counts_read(uint64_t to[KEEPER_COUNTS]);

#endif
