/* Rectangular areas (VT510), from the parser's parameters. Internal to the engine. */
#ifndef TERM_RECT_H
#define TERM_RECT_H

#include "term/screen.h"

/* DECCRA: parameters 0 to 3 name the area, 5 and 6 the corner of the copy (4 and 7 are pages). */
void rect_copy(struct feed *f);
/* DECFRA: parameter 0 is the character (printable, of one column), 1 to 4 the area. */
void rect_fill(struct feed *f);
/* DECERA, and DECSERA where `selective`. */
void rect_erase(struct feed *f, bool selective);
/* DECRQCRA: the sum of the code points in the area of parameters 2 to 5; an erased cell is a space. */
unsigned rect_sum(struct feed *f);

#endif
