/*
 * Inserting and deleting lines, characters and columns between the margins. A cursor outside of the
 * margins makes them do nothing. Internal to the engine.
 */
#ifndef TERM_EDIT_H
#define TERM_EDIT_H

#include "term/screen.h"

/* IL, DL (ECMA-48 8.3.67, 8.3.32): lines from the cursor's row to the bottom margin move; the
 * cursor moves to the left margin. */
void edit_insert_lines(struct feed *f, unsigned n);
void edit_delete_lines(struct feed *f, unsigned n);
/* ICH, DCH (ECMA-48 8.3.64, 8.3.26): characters from the cursor to the right margin move. */
void edit_insert_characters(struct feed *f, unsigned n);
void edit_delete_characters(struct feed *f, unsigned n);
/* DECIC, DECDC (VT510) at the cursor's column, SR, SL (ECMA-48 8.3.135, 8.3.121) at the left margin:
 * columns from x to the right margin move, in every row between the margins. */
void edit_insert_columns(struct feed *f, unsigned x, unsigned n);
void edit_delete_columns(struct feed *f, unsigned x, unsigned n);
/* DECBI, DECFI (VT510): the cursor moves one column, or at the left or right margin all columns
 * move the other way. */
void edit_back_index(struct feed *f);
void edit_forward_index(struct feed *f);
/* SD (ECMA-48 8.3.113); with more than one parameter it is xterm's highlight tracking, which is
 * ignored. */
void edit_scroll_down(struct feed *f, unsigned n);

#endif
