/* Printing: characters into cells at the cursor, in the pen's style. Internal to the engine. */
#ifndef TERM_PRINT_H
#define TERM_PRINT_H

#include "term/screen.h"

/* Prints a run of printable ASCII, of which there is at least one byte. Returns how many bytes were
 * printed, at least 1: up to the last column, or to the first byte that is not printable. */
size_t print_ascii(struct feed *f, const uint8_t *bytes, size_t n);
/* Prints one code point; a combining one joins the character before the cursor. */
void print_point(struct feed *f, uint32_t point);
/* REP (ECMA-48 8.3.103): the character printed last, n times more, at most a screenful. */
void print_repeat(struct feed *f, unsigned n);

#endif
