/*
 * Another size: lines that were wrapped are wrapped anew, on the main screen and as far
 * into the history as the screen shows of it; the alternate screen is cut or padded, as its
 * program draws it again. The new screen is made ready in a scratch first, and then
 * put in place by steps that can be done again: a successor of a server that was killed in the
 * middle calls resize_apply() where the scratch says so.
 */
#ifndef TERM_RESIZE_H
#define TERM_RESIZE_H

#include "term/state.h"

/* The most of the history that comes back to the screen, in cells and line ends. */
#define RESIZE_HISTORY_CELLS (LIMIT_CELLS - LIMIT_ROWS)

struct scratch {
    uint32_t ready; /* 1: the scratch is whole and is to be put in place */
    uint32_t used;  /* cells in use */
    uint32_t first; /* the cell that the new screen's first row starts with */
    uint32_t unused;
    struct term_state state; /* as it will be; its history is what the first rows are pushed to */
    /* The lines of the main screen, oldest first, before they are wrapped, each with an end mark
     * (see resize.c). Those before cells[first] go to the history. */
    struct cell cells[2 * LIMIT_CELLS];
    struct cell alternate[LIMIT_CELLS]; /* as it will be */
};

_Static_assert(LIMIT_ROWS < LIMIT_CELLS, "the history has its part of the scratch");

/* Clamped first. The same size changes nothing. Never called while a chunk is being fed. */
void term_resize(struct term *t, struct scratch *s, uint16_t cols, uint16_t rows);
/* Puts a ready scratch in place; may be called again after being cut off anywhere. */
void resize_apply(struct term *t, struct scratch *s);
/* Nothing is ready any more: whoever shares the scratch's place finds it so. */
void resize_done(struct scratch *s);

#endif
