/* Operating system commands: hyperlinks and the clipboard. Internal to the engine. */
#ifndef TERM_OSC_H
#define TERM_OSC_H

#include "term/screen.h"

/* OSC 8 ; parameters ; URI: links the characters that follow. A URI that is empty, too long, or not
 * printable ASCII ends the link. A truncated string changes nothing. */
void osc_hyperlink(struct feed *f, struct slice rest);
/* OSC 52: sets the clipboard to the text gathered. A query, a text that is not base64, or a text
 * that is too long leaves it as it was. */
void osc_clipboard(struct term *t);

#endif
