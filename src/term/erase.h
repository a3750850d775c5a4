/* Erasing, and what guards cells against it. Internal to the engine. */
#ifndef TERM_ERASE_H
#define TERM_ERASE_H

#include "term/screen.h"

/* ED (ECMA-48 8.3.39), DECSED (VT510): 0 from the cursor to the end, 1 from the beginning to the
 * cursor, 2 all; 3, of ED alone, drops the history of the main screen (xterm). */
void erase_display(struct feed *f, unsigned what, bool selective);
/* EL (ECMA-48 8.3.41), DECSEL (VT510): 0, 1 and 2 as above, of the cursor's row. */
void erase_line(struct feed *f, unsigned what, bool selective);
/* ECH (ECMA-48 8.3.38): n cells from the cursor on, margins or not. */
void erase_characters(struct feed *f, unsigned n);
/* DECALN (DEC STD 070): a screen of E, the margins reset, the cursor in the corner. */
void erase_alignment(struct feed *f);
/* SPA and EPA (ECMA-48 8.3.129, 8.3.46), DECSCA (VT510): whether what is written next is guarded,
 * and against which kind of erasing. */
void erase_protect(struct feed *f, bool on, enum protection by);
/* True if guarded cells survive plain, or selective, erasing now. */
bool erase_guards(const struct feed *f, bool selective);

#endif
