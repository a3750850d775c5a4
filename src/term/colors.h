/* Colour queries (xterm, "Operating System Commands"). Internal to the engine. */
#ifndef TERM_COLORS_H
#define TERM_COLORS_H

#include "term/screen.h"

/* Answers OSC 4: `rest` holds an index, ';' and '?', and possibly further such pairs. The answer
 * ends as the query did: with BEL if `bell` is set, otherwise with ST. */
void colors_query_palette(struct feed *f, struct slice rest, bool bell);
/* Answers OSC 10, 11 and 12 (foreground, background, cursor). Each further value in `rest` queries
 * the next number. */
void colors_query(struct feed *f, unsigned number, struct slice rest, bool bell);

#endif
