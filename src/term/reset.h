/* Resets (DECSTR, RIS), and the state of power-on. Internal to the engine. */
#ifndef TERM_RESET_H
#define TERM_RESET_H

#include "term/screen.h"

/* DECSTR (VT510); the cursor does not move. */
void reset_soft(struct feed *f);
/* RIS (ECMA-48 8.3.105): both screens are erased; the history and the title stay, as in xterm. */
void reset_hard(struct feed *f);
/* The modes, margins, cursors and tab stops of power-on. The size, the title, the serial numbers and
 * the parser stay. */
void reset_state(struct term_state *s);

#endif
