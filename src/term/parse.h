/* The state machine that finds control characters, sequences and strings. Internal to the
 * engine. */
#ifndef TERM_PARSE_H
#define TERM_PARSE_H

#include "base/slice.h"
#include "term/screen.h"

/* Parses bytes and carries them out, up to the end or the first that another answer might not have
 * room for (feed.full). Returns how many were consumed. The bytes may end anywhere, even within a
 * character or a sequence; the next call continues there. */
size_t parse_feed(struct feed *f, struct slice bytes);

#endif
