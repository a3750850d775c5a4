/*
 * Patterns for lines of text: '*' matches any text, also an empty one, '?' one character, and
 * after a backslash a sign is literal. Pure.
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/slice.h"

#define GLOB_MAX 127 /* bytes of a pattern */

/* Returns what is wrong with a pattern, as a sentence without its subject; NULL: it is valid. */
const char *glob_wrong(struct slice pattern);
/* Whether a valid pattern matches a part of the text that begins before byte `before` and ends
 * after byte `after`. 0 and SIZE_MAX, in this order for after and before: any part. */
bool glob_matches(struct slice pattern, struct slice text, size_t after, size_t before);

#endif
