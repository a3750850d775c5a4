/* The window's title, and titles pushed. Internal to the engine. */
#ifndef TERM_TITLE_H
#define TERM_TITLE_H

#include "base/slice.h"
#include "term/state.h"

/* OSC 0 and 2 (xterm): a title of any bytes is kept as valid UTF-8 without control characters, cut
 * between characters to LIMIT_TITLE_BYTES. */
void title_set(struct term *t, struct slice title);
/* XTWINOPS 22 and 23 (xterm): pushes are counted, and the first one's title is kept, which the pop
 * of that push sets again. */
void title_push(struct term *t);
void title_pop(struct term *t);

#endif
