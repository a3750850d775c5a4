/*
 * Reading one packed line of the history, cell by cell, left to right. Nothing in it is trusted:
 * a malformed line ends early, and is never read beyond its bytes or LIMIT_COLS columns.
 */
#ifndef TERM_HISTORY_LINE_H
#define TERM_HISTORY_LINE_H

#include "base/slice.h"
#include "term/cell.h"

/* One cell of a packed line. */
struct history_cell {
    uint32_t points[LIMIT_CLUSTER_POINTS];
    uint32_t count;   /* of the points; 0: an erased cell */
    uint32_t columns; /* 1 or 2 */
    struct style style;
    struct slice link; /* the URI, empty where none; it points into the history */
};

/* A reader's place in one packed line. */
struct history_line {
    struct slice bytes; /* not yet read; a line never wraps around the ring's end */
    bool wrapped;       /* the line continues in the next one (autowrap, not a newline) */
    bool wide;          /* the next characters take two columns */
    uint16_t columns;   /* read already */
    uint16_t blanks;    /* erased cells still to be returned */
    struct style style;
    struct slice link;
};

/* Starts at the first cell of a payload (term/history_format.h). */
void history_line_init(struct history_line *l, struct slice payload, bool wrapped);
/* Reads the next cell; false at the line's end. */
bool history_cell(struct history_line *l, struct history_cell *to);

#endif
