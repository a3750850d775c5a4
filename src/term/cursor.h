/*
 * Cursor movement. Columns and rows count from 0 and are clamped to the screen; every move cancels
 * a pending wrap. Internal to the engine.
 */
#ifndef TERM_CURSOR_H
#define TERM_CURSOR_H

#include "term/screen.h"

/* Absolute moves. cursor_set() counts from the corner of the screen, the others from the origin
 * (DECOM). */
void cursor_set(struct feed *f, unsigned x, unsigned y);
void cursor_place(struct feed *f, unsigned x, unsigned y); /* CUP (ECMA-48 8.3.21) */
void cursor_column(struct feed *f, unsigned x);            /* CHA (ECMA-48 8.3.9) */
void cursor_line(struct feed *f, unsigned y);              /* VPA (ECMA-48 8.3.158) */

/* HPR, VPR (ECMA-48 8.3.59, 8.3.160), which stop at the margins only while DECOM is set. */
void cursor_move(struct feed *f, unsigned columns, unsigned rows);

/* Relative moves, which stop at the margins. */
void cursor_up(struct feed *f, unsigned n);      /* CUU (ECMA-48 8.3.22) */
void cursor_down(struct feed *f, unsigned n);    /* CUD (ECMA-48 8.3.19) */
void cursor_forward(struct feed *f, unsigned n); /* CUF (ECMA-48 8.3.20) */
void cursor_back(struct feed *f,
                 unsigned n); /* CUB, BS (ECMA-48 8.3.18, 8.3.5), with reverse wrap if set */
void cursor_next_line(struct feed *f, unsigned n);      /* CNL (ECMA-48 8.3.12) */
void cursor_preceding_line(struct feed *f, unsigned n); /* CPL (ECMA-48 8.3.13) */
/* CR (ECMA-48 8.3.15): moves to the left margin, or to column 0 if the cursor is left of the
 * margin. */
void cursor_return(struct feed *f);

/* Moves that scroll at the top or the bottom margin. */
bool cursor_advance(struct feed *f);       /* to the next row; false if it stays where it is */
void cursor_index(struct feed *f);         /* IND (DEC STD 070); ends a wrap mark (wrap.h) */
void cursor_reverse_index(struct feed *f); /* RI (ECMA-48 8.3.104) */
void cursor_new_line(struct feed *f);      /* NEL (ECMA-48 8.3.86) */
void cursor_line_feed(struct feed *f);     /* LF (ECMA-48 8.3.74); NEL while LNM is set */

/* DECSC, DECRC (DEC STD 070). Each screen has one saved cursor. */
void cursor_save(struct feed *f);
void cursor_restore(struct feed *f);
/* DECSCUSR (VT510): 0 to 6; other values are ignored. */
void cursor_shape(struct feed *f, unsigned shape);

#endif
