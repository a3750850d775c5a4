/*
 * Control strings: OSC and DCS, which are gathered, and SOS, PM, APC and unknown ones, which are
 * skipped. Internal to the engine.
 */
#ifndef TERM_STRINGS_H
#define TERM_STRINGS_H

#include "term/screen.h"

/* Begins a string: the parser enters a state with nothing gathered. */
void strings_begin(struct parser *p, enum parse_state state);
/* Takes bytes while the parser is within a string, and carries out one that ends. Returns the first
 * byte that was not taken. */
const uint8_t *strings_feed(struct feed *f, const uint8_t *at, const uint8_t *end);

#endif
