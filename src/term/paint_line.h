/* Painting a line of the history. */
#ifndef TERM_PAINT_LINE_H
#define TERM_PAINT_LINE_H

#include "term/history_line.h"

/* Writes the rest of a line as text, SGR and OSC 8, and returns its bytes. Where size is too small,
 * it ends after a cell, and the line can be continued. */
size_t paint_line(struct history_line *line, uint8_t *out, size_t size);

#endif
