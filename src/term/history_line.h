/*
 * Reads one packed line of the history, cell by cell, from left to right. The bytes are not
 * trusted: a malformed line ends early, and no line is read beyond its bytes or LIMIT_COLS columns.
 */
#ifndef TERM_HISTORY_LINE_H
#define TERM_HISTORY_LINE_H

#include "base/slice.h"
#include "term/cell.h"

/* One cell of a packed line. */
struct history_cell {
    uint32_t points[LIMIT_CLUSTER_POINTS];
    uint32_t count;   /* number of points; 0: an erased cell */
    uint32_t columns; /* 1 or 2 */
    struct style style;
    struct slice link; /* the URI, a slice of the history; empty: no link */
};

/* The position of a reader in one packed line. */
struct history_line {
    struct slice bytes; /* the unread rest; a line never wraps around the end of the ring */
    bool wrapped;       /* the line continues in the next one (after autowrap, not a newline) */
    bool wide;          /* the following characters are two columns wide */
    uint16_t columns;   /* columns read, 0 to LIMIT_COLS */
    uint16_t blanks;    /* number of erased cells still to be returned */
    struct style style;
    struct slice link;
};

/* Starts reading at the first cell of a payload (term/history_format.h). */
void history_line_init(struct history_line *l, struct slice payload, bool wrapped);
/* Reads the next cell; false at the line's end. */
bool history_cell(struct history_line *l, struct history_cell *to);

#endif
