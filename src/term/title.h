/* The title of the window, and pushed titles. Internal to the engine. */
#ifndef TERM_TITLE_H
#define TERM_TITLE_H

#include "base/slice.h"
#include "term/state.h"

/* OSC 0 and 2 (xterm): sets the title. It is stored as valid UTF-8 without control characters and
 * truncated after a character to at most LIMIT_TITLE_BYTES. */
void title_set(struct term *t, struct slice title);
/* XTWINOPS 22 and 23 (xterm). Pushes are counted, but only the title at the first push is kept; the
 * pop that matches this push restores it. */
void title_push(struct term *t);
void title_pop(struct term *t);

#endif
