/*
 * Insertion and deletion of lines, characters and columns between the margins. Nothing is changed
 * if the cursor is outside the margins. Internal to the engine.
 */
#ifndef TERM_EDIT_H
#define TERM_EDIT_H

#include "term/screen.h"

/* IL, DL (ECMA-48 8.3.67, 8.3.32): the lines from the cursor to the bottom margin move by n; the
 * cursor moves to the left margin. */
void edit_insert_lines(struct feed *f, unsigned n);
void edit_delete_lines(struct feed *f, unsigned n);
/* ICH, DCH (ECMA-48 8.3.64, 8.3.26): the characters from the cursor to the right margin move by
 * n. */
void edit_insert_characters(struct feed *f, unsigned n);
void edit_delete_characters(struct feed *f, unsigned n);
/* DECIC, DECDC (VT510) at the cursor's column; SR, SL (ECMA-48 8.3.135, 8.3.121) at the left
 * margin: the columns from x to the right margin move by n, in every row between the margins. */
void edit_insert_columns(struct feed *f, unsigned x, unsigned n);
void edit_delete_columns(struct feed *f, unsigned x, unsigned n);
/* DECBI, DECFI (VT510): the cursor moves one column back or forward. At the left or right margin,
 * the columns between the margins move the other way instead. */
void edit_back_index(struct feed *f);
void edit_forward_index(struct feed *f);
/* SD (ECMA-48 8.3.113). With more than one parameter, the sequence is xterm's highlight tracking
 * and is ignored. */
void edit_scroll_down(struct feed *f, unsigned n);

#endif
