/*
 * Control strings: OSC and known DCS are gathered; SOS, PM, APC and unknown DCS are skipped.
 * Internal to the engine.
 */
#ifndef TERM_STRINGS_H
#define TERM_STRINGS_H

#include "term/screen.h"

/* Starts a string: enters `state` with nothing gathered. */
void strings_begin(struct parser *p, enum parse_state state);
/* Takes bytes while the parser is within a string, and carries out a string that ends. Returns a
 * pointer to the first byte not taken. */
const uint8_t *strings_feed(struct feed *f, const uint8_t *at, const uint8_t *end);

#endif
