/* Select graphic rendition: the style of the characters that follow. Internal to the engine. */
#ifndef TERM_SGR_H
#define TERM_SGR_H

#include "term/screen.h"

/* Applies SGR (ECMA-48 8.3.117, ISO 8613-6, xterm) with the parser's parameters to the pen. */
void sgr_apply(struct feed *f);

#endif
