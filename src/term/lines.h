/*
 * The lines of the active screen as text. A line is all rows that wrapping divided (struct row,
 * wrapped), with those that have scrolled into the history.
 */
#ifndef TERM_LINES_H
#define TERM_LINES_H

#include "term/state.h"

/* A line as text. Offsets are in bytes of the text. */
struct line_text {
    struct slice text;
    size_t from;   /* of the first of the columns before the cursor that were asked for */
    size_t cursor; /* of the cursor; the text's length if it is in another line */
};

/* Whether row y of the active screen continues in the next row. */
bool lines_continue(const struct term *t, unsigned y);
/* Whether a wide character is at the start of the history's line at this position, or of row 0 if
 * it is after the newest: a blank at the end of the line before it, which continues there, is then
 * only what the character left empty. */
bool lines_start_wide(const struct term *t, uint64_t position);
/* Writes the line of row y without the blanks at its end, but with those before the cursor, into
 * LIMIT_LINE_BYTES bytes. A long line begins LINES_CONTEXT columns before the `columns` columns
 * that precede the cursor (0: before row y), and is cut at the end of the storage. */
#define LINES_CONTEXT (LIMIT_LINE_BYTES / 4)
struct line_text lines_read(const struct term *t, unsigned y, size_t columns, uint8_t *storage);

#endif
