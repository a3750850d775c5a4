/*
 * Another size: lines that were wrapped are wrapped again, on the main screen and as far into the
 * history as the screen shows of it; the alternate screen is cut or padded, as its program redraws
 * it. The new screen is made ready in a scratch first, and then put in place by steps that can be
 * repeated: the server that follows one that was killed in between calls resize_apply() where the
 * scratch says so.
 */
#ifndef TERM_RESIZE_H
#define TERM_RESIZE_H

#include "term/reflow.h"

/* The most of the history that returns to the screen, in cells and line ends. */
#define RESIZE_HISTORY_CELLS (LIMIT_CELLS - LIMIT_ROWS)
_Static_assert(LIMIT_ROWS < LIMIT_CELLS, "the history has its part of the scratch");

/* Resizes to the size, clamped first; the same size changes nothing. Never called while a chunk is
 * being fed. */
void term_resize(struct term *t, struct scratch *s, uint16_t cols, uint16_t rows);
/* Puts a ready scratch in place; may be repeated after being cut off anywhere. */
void resize_apply(struct term *t, struct scratch *s);
/* Marks the scratch as not ready, before its storage is used for something else. */
void resize_done(struct scratch *s);

#endif
