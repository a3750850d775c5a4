/* Joins rows of the main screen and lines of the history into the lines that were wrapped. */
#ifndef TERM_JOIN_H
#define TERM_JOIN_H

#include "term/reflow.h"

struct join {
    struct term *term;
    struct scratch *scratch;
    uint16_t cols; /* the new width */
    uint16_t last; /* last old row with text or the cursor; coloured blank rows may follow */
    uint16_t kept_from,
        kept_to; /* old rows that are cut or padded instead of wrapped; kept_to is exclusive */
    struct reflow_point points[2]; /* cursor and saved cursor of the main screen */
    uint32_t line;                 /* index of the first cell of the line in progress */
    uint32_t needed;               /* result: the end of row `last`, as an index */
};

/* Joins the history from `position` (history_seek) on, then the rows of the screen, into the
 * scratch. A line of the history may continue in the first row of the screen. */
void join_all(struct join *j, uint64_t position);
/* The number of cells of row y of the main screen up to the last one that was written to; blank
 * cells that erasing has coloured do not count. */
uint16_t join_row_written(const struct term *t, uint16_t y);

#endif
