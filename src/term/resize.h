/*
 * Another size: lines that were wrapped are wrapped anew, on the main screen and as far
 * into the history as the screen shows of it; the alternate screen is cut or padded, as its
 * program draws it again. The new screen is made ready in a scratch grid first, and then
 * put in place by steps that can be done again: a successor of a server that was killed in the
 * middle calls resize_apply() where the scratch says so.
 */
#ifndef TERM_RESIZE_H
#define TERM_RESIZE_H

#include "term/term.h"

struct scratch_row {
    uint32_t offset;
    uint16_t len;
    uint8_t wrapped;
    uint8_t unused;
};

struct scratch {
    uint32_t ready; /* 1: the scratch is whole and is to be put in place */
    uint32_t unused;
    struct term_state state; /* as it will be, its history member as it was before */
    uint64_t pop;            /* lines that the history gives back first */
    uint32_t count;          /* rows made; those before the last state.rows go to the history */
    uint32_t used;           /* cells made */
    struct scratch_row rows[LIMIT_CELLS / 8];
    struct cell cells[2 * LIMIT_CELLS];
    struct cell alternate[LIMIT_CELLS];
};

/* Clamped first. The same size changes nothing. */
void term_resize(struct term *t, struct scratch *s, uint16_t cols, uint16_t rows);
/* Puts a ready scratch in place; may be called again after being cut off anywhere. */
void resize_apply(struct term *t, struct scratch *s);

#endif
