/*
 * Wraps joined lines to rows of a given width. The rows are not stored: their boundaries are
 * computed from the cells of the scratch.
 */
#ifndef TERM_REFLOW_H
#define TERM_REFLOW_H

#include "term/state.h"

/* The text of a cell of the scratch that ends a line. No cell of a screen is both. */
#define LINE_END (CELL_WIDE | CELL_TAIL)
/* The foreground of an end mark that ends only a row: the line continues in the next one. */
#define LINE_CONTINUES 1u

static inline bool cell_ends_line(struct cell c)
{
    return (c.text & LINE_END) == LINE_END;
}

/* A screen of another size in preparation. Plain data without pointers, as it is stored on the
 * board. */
struct scratch {
    uint32_t ready; /* 1: complete, to be put in place */
    uint32_t used;  /* number of cells in use */
    uint32_t first; /* index of the cell that starts the first row of the new screen */
    uint32_t unused;
    struct term_state
        state; /* the new state; its history is the one that rows before `first` are appended to */
    /* The lines of the main screen, oldest first, not yet wrapped, each followed by an end mark.
     * Cells before cells[first] go to the history. */
    struct cell cells[2 * LIMIT_CELLS];
    struct cell alternate[LIMIT_CELLS]; /* the new alternate screen */
};

/* The position of a cursor, which stays on its character during a reflow. */
struct reflow_point {
    uint16_t x, y;   /* position on the old screen */
    bool found;      /* `at` and `beyond` are set */
    uint32_t row;    /* index of the first cell of its row */
    uint32_t at;     /* index of its cell, or of the end mark of its line */
    uint16_t beyond; /* columns between the end of that line and the cursor */
};

/* The number of cells in the row that starts at cell `at`. Sets *wrapped if the line continues in
 * the next row. */
uint16_t reflow_row(const struct scratch *s, uint32_t at, uint16_t cols, bool *wrapped);
/* The first cell of the row after the one that starts at cell `at`; s->used if that is the last
 * row. */
uint32_t reflow_next(const struct scratch *s, uint32_t at, uint16_t cols);
/* The number of rows that the lines before cell `end` take. */
uint32_t reflow_count(const struct scratch *s, uint16_t cols, uint32_t end);
/* The row that a point is in, counted from the first cell. Sets *x to its column, which may be any
 * distance beyond the width. */
uint32_t reflow_find(const struct scratch *s, const struct reflow_point *p, uint16_t cols,
                     uint32_t *x);

#endif
