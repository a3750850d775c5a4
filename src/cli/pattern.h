/* Patterns of the wait command: '*' matches any text, also an empty one, and '?' one character.
 * Pure. */
#ifndef CLI_PATTERN_H
#define CLI_PATTERN_H

#include "base/slice.h"

/* Whether the pattern matches a part of the text, at any place. An empty pattern matches
 * everything. */
bool pattern_matches(struct slice pattern, struct slice text);

#endif
