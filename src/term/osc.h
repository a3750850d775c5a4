/* Operating system commands: hyperlink and clipboard. Internal to the engine. */
#ifndef TERM_OSC_H
#define TERM_OSC_H

#include "term/screen.h"

/* OSC 8 ; parameters ; URI: what is written next is a link. An URI is printable ASCII; any other, an
 * empty one, or one that is too long ends the link. A string that was truncated changes nothing. */
void osc_hyperlink(struct feed *f, struct slice rest);
/* OSC 52: the clipboard is what was gathered. A query, text that is not base64, or too long a text
 * sets nothing. */
void osc_clipboard(struct term *t);

#endif
