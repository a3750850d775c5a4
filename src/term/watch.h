/*
 * Patterns that are awaited in a window's output. The line in which the cursor is, joined from its
 * rows, is looked at before every control function that may move the cursor back or elsewhere, or
 * change or erase the line, and at the end of each chunk: so each line is seen in its final form,
 * however it is left, and what is printed is seen once. A match must contain a character that was
 * printed since the line was looked at last; what was there before never matches again.
 *
 * The watches are on the board, with what they have found: they survive the server.
 */
#ifndef TERM_WATCH_H
#define TERM_WATCH_H

#include "term/screen.h"

/* The engine calls these while f->watching is set; watch_begin() and watch_settle() at any time. */

/* Starts a chunk, and sets f->watching if lines are looked at. */
void watch_begin(struct feed *f);
/* Looks at the cursor's line, before a control function and at the end of a chunk. Returns the
 * column after the last one printed. */
unsigned watch_settle(struct feed *f);
/* Notes where a control function has moved the cursor. column: what watch_settle() returned; y: the
 * row in which the cursor was, or WATCH_LEFT if it has left its line in any case. */
#define WATCH_LEFT UINT32_MAX
void watch_moved(struct feed *f, unsigned column, unsigned y);
/* Enclose a wrap. joins: both rows are one line. */
void watch_before_wrap(struct feed *f, bool joins);
void watch_after_wrap(struct feed *f, bool joins);

/* Starts to look for a valid pattern in what follows. The echo of `echo` does not count: in the
 * cursor's line, and at the end of any other line in which something is before it. At most
 * LIMIT_ECHO_BYTES - 1 bytes; as many are the start of a longer echo. u: storage for a line. */
void watch_start(struct term *t, struct undo *u, struct watch *w, struct slice pattern,
                 struct slice echo);
/* Looks at all lines of the screen too. */
void watch_screen(struct term *t, struct undo *u, struct watch *w);
/* Looks at the recorded lines since a position too. False: not all of them are kept. */
bool watch_since(struct term *t, struct undo *u, struct watch *w, uint64_t position);

#endif
