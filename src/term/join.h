/* Joining the rows of the main screen, and lines of the history, to the lines that were wrapped. */
#ifndef TERM_JOIN_H
#define TERM_JOIN_H

#include "term/reflow.h"

struct join {
    struct term *term;
    struct scratch *scratch;
    uint16_t cols;                 /* the new width */
    uint16_t last;                 /* the last of the old rows in use */
    uint16_t kept_from, kept_to;   /* old rows that are cut or padded, to exclusive */
    struct reflow_point points[2]; /* the cursor of the main screen, the saved one */
};

/* Joins the history from a position on, and the screen up to j->last, into the scratch; a line of the
 * history may continue in the screen's first row. */
void join_all(struct join *j, uint64_t position);
/* How many cells of row y of the main screen are in use: up to the last that is not zero. */
uint16_t join_row_used(const struct term *t, uint16_t y);

#endif
