/* Joins rows of the main screen and lines of the history into the lines that were wrapped. */
#ifndef TERM_JOIN_H
#define TERM_JOIN_H

#include "term/reflow.h"

struct join {
    struct term *term;
    struct scratch *scratch;
    uint16_t cols; /* the new width */
    uint16_t last; /* last old row in use */
    uint16_t kept_from,
        kept_to; /* old rows that are cut or padded instead of wrapped; kept_to is exclusive */
    struct reflow_point points[2]; /* cursor and saved cursor of the main screen */
};

/* Joins the history from `position` (history_seek) on, then the rows of the screen up to j->last,
 * into the scratch. A line of the history may continue in the first row of the screen. */
void join_all(struct join *j, uint64_t position);
/* The number of cells in use in row y of the main screen: all up to the last one that is not
 * zero. */
uint16_t join_row_used(const struct term *t, uint16_t y);

#endif
