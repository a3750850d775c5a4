/* The state machine that finds control characters, sequences and strings. Internal to the
 * engine. */
#ifndef TERM_PARSE_H
#define TERM_PARSE_H

#include "base/slice.h"
#include "term/screen.h"

/* Parses bytes and carries them out. The bytes may end anywhere, even within a character or a
 * sequence; the next call continues there. */
void parse_feed(struct feed *f, struct slice bytes);

#endif
