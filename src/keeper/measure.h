/*
 * The keeper's own figures, told on the board (board/figures.h). It counts in its own memory and
 * wakes up for none of this: it tells when it is awake anyway, which MESSAGE_FIGURES sees to.
 */
#ifndef KEEPER_MEASURE_H
#define KEEPER_MEASURE_H

#include "board/figures.h"

void measure_init(struct keeper_figures *on_board, int64_t now_unix);
void measure_count(enum keeper_count which, uint64_t n);
/* Once a turn: children and counts; what the system says of the process at most once a second. */
void measure_turn(uint64_t now_ms);
/* In the forked server: the descriptors are not its. */
void measure_close(void);

#endif
