/* Paints lines of the history. */
#ifndef TERM_PAINT_LINE_H
#define TERM_PAINT_LINE_H

#include "term/history_line.h"

/* Writes the rest of a line as text, SGR and OSC 8, and returns the number of bytes. If `size` is
 * too small, *whole is false and the output ends after a cell; the next call continues there. */
size_t paint_line(struct history_line *line, uint8_t *out, size_t size, bool *whole);

#endif
