/* The titles of the window and of its icon, and pushed titles. Internal to the engine. */
#ifndef TERM_TITLE_H
#define TERM_TITLE_H

#include "base/slice.h"
#include "term/screen.h"

/* Sets the window's title (OSC 2, xterm), the icon's (OSC 1), or both (OSC 0). A title is stored as
 * valid UTF-8 without control characters and truncated after a character to at most
 * LIMIT_TITLE_BYTES, the icon's LIMIT_ICON_BYTES. Viewers are sent the window's. */
void title_set(struct term *t, struct slice title);
void title_set_icon(struct term *t, struct slice title);
void title_set_both(struct term *t, struct slice title);

/* Values of parameter 1 of XTWINOPS 22 and 23; any other means both titles. */
enum title_which { TITLE_BOTH, TITLE_ICON, TITLE_WINDOW };

/* XTWINOPS 22 (xterm): pushes both titles, whichever is asked for, on one stack of LIMIT_TITLES; if
 * it is full, the oldest are dropped. XTWINOPS 23 pops, and restores those asked for. */
void title_push(struct feed *f);
void title_pop(struct feed *f, unsigned which);

#endif
