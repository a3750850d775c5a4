/* Resets (DECSTR, RIS) and the power-on state. Internal to the engine. */
#ifndef TERM_RESET_H
#define TERM_RESET_H

#include "term/screen.h"

/* DECSTR (VT510). The cursor does not move. */
void reset_soft(struct feed *f);
/* RIS (ECMA-48 8.3.105): erases both screens and resets the state. The history and the title are
 * kept, as in xterm. */
void reset_hard(struct feed *f);
/* Sets the power-on modes, margins, cursors and tab stops. The size, the title, the serial numbers
 * and the parser are unchanged. */
void reset_state(struct term_state *s);
/* DECSCL (VT510), as xterm: parameter 0 from 61 on is the level, which is reported (DECRQSS) and
 * below 64 ends the rectangle's operations; parameter 1 is 1 for 7-bit controls. */
void reset_level(struct feed *f);

#endif
