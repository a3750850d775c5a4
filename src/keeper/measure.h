/*
 * The keeper's own figures, published on the board (board/figures.h). The keeper never wakes up to publish:
 * it does when it is awake for another reason, such as MESSAGE_FIGURES.
 */
#ifndef KEEPER_MEASURE_H
#define KEEPER_MEASURE_H

#include "board/figures.h"

void measure_init(struct keeper_figures *on_board, int64_t now_unix);
/* Publishes counts and children; what the system reports of the process is read at most once a second. To be
 * called at every turn of the loop. */
void measure_turn(uint64_t now_ms);

#endif
