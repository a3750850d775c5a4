/* Printing of characters at the cursor, in the style of the pen. Internal to the engine. */
#ifndef TERM_PRINT_H
#define TERM_PRINT_H

#include "term/screen.h"

/* Prints a run of at least one byte of printable ASCII, up to the last column or the first byte
 * that is not printable. Returns the number of bytes printed, at least 1. */
size_t print_ascii(struct feed *f, const uint8_t *bytes, size_t n);
/* Prints one code point. A combining one is added to the character before the cursor. */
void print_point(struct feed *f, uint32_t point);
/* REP (ECMA-48 8.3.103): prints the character directly before it n more times, at most a screenful;
 * does nothing after anything else, a combining character included (as xterm). */
void print_repeat(struct feed *f, unsigned n);

#endif
