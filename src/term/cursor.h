/* Where the cursor goes. Columns and rows are from 0 and clamped; every move ends a pending wrap.
 * Internal to the engine. */
#ifndef TERM_CURSOR_H
#define TERM_CURSOR_H

#include "term/screen.h"

void cursor_set(struct feed *f, unsigned x, unsigned y);   /* from the screen's corner */
void cursor_place(struct feed *f, unsigned x, unsigned y); /* from the origin's corner (DECOM) */
void cursor_column(struct feed *f, unsigned x);            /* CHA, HPA */
void cursor_line(struct feed *f, unsigned y);              /* VPA */
void cursor_up(struct feed *f, unsigned n);
void cursor_down(struct feed *f, unsigned n);
void cursor_forward(struct feed *f, unsigned n);
void cursor_back(struct feed *f, unsigned n); /* CUB and BS, with reverse wrap where it is on */
void cursor_return(struct feed *f);           /* CR */
void cursor_index(struct feed *f);            /* IND: down, scrolling at the bottom margin */
void cursor_reverse_index(struct feed *f);
void cursor_tab(struct feed *f, unsigned n);
void cursor_back_tab(struct feed *f, unsigned n);
void cursor_tab_set(struct feed *f);
void cursor_tab_clear(struct feed *f, unsigned what);
void cursor_save(struct feed *f);
void cursor_restore(struct feed *f);

#endif
