/* Sequences that set, reset and query colours (xterm, "Operating System Commands"; the Linux
 * console; Contour's colour scheme). Internal to the engine. */
#ifndef TERM_COLORS_H
#define TERM_COLORS_H

#include "term/screen.h"

/* OSC 4 (`number`; the palette from `base` 0) and OSC 5 (the special colours, from
 * PALETTE_SPECIAL): `rest` holds an index, ';' and a colour or '?', and possibly further such
 * pairs. An answer ends as the query did: with BEL if `bell` is set, otherwise with ST. */
void colors_palette(struct feed *f, unsigned number, unsigned base, struct slice rest, bool bell);
/* OSC 10 to 19: sets or queries a dynamic colour. Each further value in `rest` is of the next
 * number. */
void colors_dynamic(struct feed *f, unsigned number, struct slice rest, bool bell);
/* OSC 104 and 105: resets the colours from `base` on that `rest` lists, or all up to `end`. */
void colors_reset(struct feed *f, unsigned base, unsigned end, struct slice rest);
/* OSC R and OSC P (console_codes(4)): resets the palette, or sets one of the sixteen. */
void colors_linux(struct feed *f, struct slice string);
/* Answers CSI ? 996 n: 1 a dark, 2 a light background. */
void colors_scheme(struct feed *f);

#endif
