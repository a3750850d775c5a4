/* Erasing, and the protection of cells against it. Internal to the engine. */
#ifndef TERM_ERASE_H
#define TERM_ERASE_H

#include "term/screen.h"

/* Erasing ends a pending wrap (DEC STD 070, "last column flag"), but for the history's. */

/* ED (ECMA-48 8.3.39), DECSED (VT510). `what`: 0 from the cursor to the end, 1 from the beginning
 * to the cursor, 2 the whole screen; 3 (ED only) drops the history (xterm). */
void erase_display(struct feed *f, unsigned what, bool selective);
/* EL (ECMA-48 8.3.41), DECSEL (VT510): 0, 1 and 2 as above, within the cursor's row. */
void erase_line(struct feed *f, unsigned what, bool selective);
/* ECH (ECMA-48 8.3.38): erases n cells from the cursor on, regardless of the margins. */
void erase_characters(struct feed *f, unsigned n);
/* DECALN (DEC STD 070): fills the screen with E, resets the margins and moves the cursor to the
 * corner. */
void erase_alignment(struct feed *f);
/* SPA and EPA (ECMA-48 8.3.129, 8.3.46), DECSCA (VT510): turns the protection of characters written
 * from now on on or off, and selects the kind of erasing that it protects against. */
void erase_protect(struct feed *f, bool on, enum protection by);
/* True if protected cells currently survive plain (or selective) erasing. */
bool erase_guards(const struct feed *f, bool selective);

#endif
