/*
 * Character sets (ECMA-35): ASCII, DEC's line drawing and the UK set are known; every other set is
 * shown as ASCII. Internal to the engine.
 */
#ifndef TERM_CHARSET_H
#define TERM_CHARSET_H

#include "term/screen.h"

/* SCS (ECMA-35 14.3): g (0 to 3) is the set with that final byte. */
void charset_designate(struct feed *f, unsigned g, uint8_t final);
/* SI, SO, LS2, LS3 (ECMA-48 8.3.119, 126, 78, 80): g into GL. */
void charset_shift(struct feed *f, unsigned g);
/* SS2, SS3 (ECMA-48 8.3.141, 142): g for the next character alone. */
void charset_single_shift(struct feed *f, unsigned g);
/* What a character below 0x80 is in GL, or in the set of a single shift, which ends. */
uint32_t charset_translate(struct cursor *c, uint32_t point);

#endif
