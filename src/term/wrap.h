/*
 * Wrap marks: whether a row continues in the next one. This is the only module that sets, ends and
 * answers them; screen, scroll, reflow, painter and text all ask it.
 *
 * Only autowrap between full-width margins sets the mark of the row that it leaves (wrap_begin).
 * The mark of a row ends when
 *   - the first column of the next row is erased (EL, ED, DECSEL, DECSED, ECH, DECERA, DECSERA,
 *     DECALN, RIS, DECSET 1049 and so on), or replaced by a rectangle (DECFRA, DECCRA);
 *   - the row itself is erased as a whole;
 *   - the two rows are moved apart (IL, DL, SU, SD, RI, a line feed in a scrolling region), or
 *     their columns are shifted (DECIC, DECDC, SL, SR, DECBI, DECFI);
 *   - a line feed (LF, VT, FF, IND, NEL) moves the cursor from the row to the next one, except
 *     while bracketed paste mode is set on the main screen: line editors move by line feeds.
 * It does not end when a part of the row is erased, inserted, deleted or overwritten (EL 0, ECH,
 * ICH, DCH, text), nor when text is written over the next row. So do xterm.js and, except for line
 * feeds, tmux.
 *
 * The newest line of the history may continue in row 0 of the main screen. Its mark is stored with
 * the line (history_mark) and ends for the same reasons.
 *
 * Every change marks the upper row as changed, so that viewers are sent it; a change in the history
 * increments its epoch. Internal to the engine, but for the questions.
 */
#ifndef TERM_WRAP_H
#define TERM_WRAP_H

#include "term/state.h"

/* The mark of a row. */
enum wrap {
    WRAP_NONE,
    WRAP_FULL,   /* the line continues in the next row */
    WRAP_SHORT,  /* it does, and the last column was left blank as a wide character did not fit */
    WRAP_PADDED, /* it does, and a wider screen has added the blank columns at the end of the row */
};

/* True if row y of a screen continues in row y + 1; y < rows. */
bool wrap_continues(const struct term *t, enum screen_index screen, unsigned y);
/* The number of columns of a row that belong to its line: all, but for the last one of a short row
 * and the blank ones at the end of a padded row, unless they have been written to since. For rows
 * that continue. */
unsigned wrap_columns(const struct term *t, enum screen_index screen, unsigned y);
/* True if the newest line of the history continues in row 0 of the main screen. */
bool wrap_continues_history(const struct term *t);

/* Autowrap has moved the cursor to its row: marks the row above, or the history's newest line. */
void wrap_begin(struct term *t, enum wrap how);
/* Ends the mark above row y of the active screen: that of row y - 1, or for row 0 of the main
 * screen that of the history's newest line. y <= rows. */
void wrap_end_above(struct term *t, unsigned y);
/* Columns x0 to x1 - 1 of row y have been erased, or replaced by others. */
static inline void wrap_erased(struct term *t, unsigned y, unsigned x0, unsigned x1)
{
    if (x0 > 0)
        return;
    wrap_end_above(t, y);
    if (x1 == t->state.cols)
        wrap_end_above(t, y + 1);
}
/* Ends the marks at both edges of rows y0 to y1, which have been scrolled. */
void wrap_scrolled(struct term *t, unsigned y0, unsigned y1);
/* A line feed has moved the cursor from row y to the next one. */
void wrap_line_fed(struct term *t, unsigned y);

#endif
