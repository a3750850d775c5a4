/*
 * The keeper's own figures, published on the board (board/figures.h). The keeper never wakes up to
 * publish: it does so when it is awake for another reason, such as MESSAGE_FIGURES.
 */
#ifndef KEEPER_MEASURE_H
#define KEEPER_MEASURE_H

#include "board/figures.h"

void measure_init(struct keeper_figures *on_board);
/* Publishes counts and children, and at most once a second the system's figures of the process.
 * Called in every turn of the loop. */
void measure_turn(uint64_t now_ms);

#endif
