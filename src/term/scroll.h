/* Scrolling of rows between the margins. Internal to the engine. */
#ifndef TERM_SCROLL_H
#define TERM_SCROLL_H

#include "term/screen.h"

/* Moves rows `top` to `bottom`, between the side margins, by n rows. Uncovered rows become blank;
 * rows that leave are lost. */
void scroll_up(struct feed *f, unsigned top, unsigned bottom, unsigned n);
void scroll_down(struct feed *f, unsigned top, unsigned bottom, unsigned n);
/* SU (ECMA-48 8.3.147), and a line feed at the bottom: scrolls up between all four margins. Lines
 * that leave the main screen at its top are appended to the history. */
void scroll_off(struct feed *f, unsigned n);

#endif
