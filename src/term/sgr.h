/* Select graphic rendition: the style of what is written next. Internal to the engine. */
#ifndef TERM_SGR_H
#define TERM_SGR_H

#include "term/screen.h"

/* SGR (ECMA-48 8.3.117, ISO 8613-6, xterm) with the parser's parameters. */
void sgr_apply(struct feed *f);

#endif
