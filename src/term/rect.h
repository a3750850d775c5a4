/* Operations on rectangular areas (VT510), from the parser's parameters. Internal to the engine. */
#ifndef TERM_RECT_H
#define TERM_RECT_H

#include "term/screen.h"

/* DECCRA. Parameters 0 to 3: the area; 5 and 6: the top left corner of the copy; 4 and 7, the
 * pages, are ignored. */
void rect_copy(struct feed *f);
/* DECFRA. Parameter 0: the character (printable, one column wide); 1 to 4: the area. */
void rect_fill(struct feed *f);
/* DECERA, or DECSERA if `selective` is set. Parameters 0 to 3: the area. */
void rect_erase(struct feed *f, bool selective);
/* DECRQCRA: returns the sum of the code points in the area of parameters 2 to 5. An erased cell
 * counts as a space. */
unsigned rect_sum(struct feed *f);

#endif
