/*
 * Character sets (ECMA-35): ASCII, DEC's line drawing and the UK set. Every other set is shown as
 * ASCII. Internal to the engine.
 */
#ifndef TERM_CHARSET_H
#define TERM_CHARSET_H

#include "term/screen.h"

/* SCS (ECMA-35 14.3): designates the set with the given final byte as G0 to G3 (g). */
void charset_designate(struct feed *f, unsigned g, uint8_t final);
/* SI, SO, LS2, LS3 (ECMA-48 8.3.119, 126, 78, 80): invokes G0 to G3 (g) into GL. */
void charset_shift(struct feed *f, unsigned g);
/* SS2, SS3 (ECMA-48 8.3.141, 142): invokes G2 or G3 (g) for the next character only. */
void charset_single_shift(struct feed *f, unsigned g);
/* Translates a character below 0x80 by the set in GL, or by the set of a single shift, and ends the
 * single shift. Returns a code point. */
uint32_t charset_translate(struct cursor *c, uint32_t point);

#endif
