/* Colour queries (xterm, "Operating System Commands"). Internal to the engine. */
#ifndef TERM_COLORS_H
#define TERM_COLORS_H

#include "term/screen.h"

/* Answers OSC 4: `rest` is an index and '?', and further such pairs. The answer ends as the query
 * did: with BEL where `bell`, else with ST. */
void colors_query_palette(struct feed *f, struct slice rest, bool bell);
/* Answers OSC 10, 11 and 12 (foreground, background, cursor): each further value of `rest` is for
 * the next number. */
void colors_query(struct feed *f, unsigned number, struct slice rest, bool bell);

#endif
