/*
 * Wrapping joined lines to rows of a width. The rows are stored nowhere: where a row ends follows
 * from the cells of the scratch alone.
 */
#ifndef TERM_REFLOW_H
#define TERM_REFLOW_H

#include "term/state.h"

/* A cell of the scratch that ends a line; its text is no character's. */
#define LINE_END 0x08000000u
_Static_assert((LINE_END & (CELL_VALUE | CELL_CLUSTER | CELL_WIDE | CELL_TAIL | CELL_PROTECTED)) ==
                   0,
               "no cell of a screen is a line's end");

/* A screen of another size in the making. Plain data: it lives on the board. */
struct scratch {
    uint32_t ready; /* 1: the scratch is complete and is to be put in place */
    uint32_t used;  /* cells in use */
    uint32_t first; /* the cell that the new screen's first row starts with */
    uint32_t unused;
    struct term_state state; /* as it will be; its history is what the first rows are appended to */
    /* The lines of the main screen, oldest first, before they are wrapped, each with an end mark.
     * Those before cells[first] go to the history. */
    struct cell cells[2 * LIMIT_CELLS];
    struct cell alternate[LIMIT_CELLS]; /* as it will be */
};

/* A cursor in the scratch: it stays on its character. */
struct reflow_point {
    uint16_t x, y;   /* on the old screen */
    bool found;      /* the rest is set */
    uint32_t at;     /* the index of its cell, or of its line's end */
    uint16_t beyond; /* columns to the right of that line's end */
};

/* How many cells the row has that starts at cell `at`; *wrapped: its line continues after it. */
uint16_t reflow_row(const struct scratch *s, uint32_t at, uint16_t cols, bool *wrapped);
/* The first cell of the row after the one that starts at cell `at`; s->used after the last row. */
uint32_t reflow_next(const struct scratch *s, uint32_t at, uint16_t cols);
/* How many rows all lines take. */
uint32_t reflow_count(const struct scratch *s, uint16_t cols);
/* The row that a point is on, and its column *x, which may be beyond the width by any distance. */
uint32_t reflow_find(const struct scratch *s, const struct reflow_point *p, uint16_t cols,
                     uint32_t *x);

#endif
