/*
 * Changes the size of a terminal. On the main screen, wrapped lines are wrapped again, including
 * the lines of the history that return to the screen; the alternate screen is cut or padded, as its
 * program redraws it.
 *
 * On the main screen, no text is lost and no line is joined or split, with two exceptions:
 *   - If there are fewer rows, blank rows below the cursor and the text are dropped first, coloured
 *     ones too. Then rows move to the history from the top, as long as the cursor stays on the
 *     screen. Rows that still do not fit below the cursor's row are cut, from the bottom. (tmux and
 *     xterm.js cut all rows below the cursor first.)
 *   - While bracketed paste mode is set, the cursor's line is cut at the new width, as the line
 *     editor draws it again.
 *
 * The new screen is prepared in a scratch first and then put in place by steps
 * that can be repeated: if the server is killed in between, the next one finds the scratch ready
 * and calls resize_apply().
 */
#ifndef TERM_RESIZE_H
#define TERM_RESIZE_H

#include "term/reflow.h"

/* The largest part of the history that returns to the screen, in cells and end marks. */
#define RESIZE_HISTORY_CELLS (LIMIT_CELLS - LIMIT_ROWS)
_Static_assert(LIMIT_ROWS < LIMIT_CELLS, "the history has its part of the scratch");

/* Resizes to cols and rows, clamped by term_size_clamp(). Does nothing if the size is unchanged.
 * Never called while a chunk is being fed. */
void term_resize(struct term *t, struct scratch *s, uint16_t cols, uint16_t rows);
/* Puts a ready scratch in place. Can be repeated after an interruption at any point. */
void resize_apply(struct term *t, struct scratch *s);
/* Marks the scratch as not ready. Called before its storage is reused. */
void resize_done(struct scratch *s);

#endif
