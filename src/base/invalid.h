/* The error sentence about a refused value: NAME: "VALUE" WHY. */
#ifndef BASE_INVALID_H
#define BASE_INVALID_H

#include "base/text.h"

#define INVALID_VALUE_MAX 256 /* bytes of the value; a longer one is truncated */

/* Appends the sentence to `error`. why: the problem and its remedy, such as "is not a port; write 1
 * to 65535". Always returns false, for a parser to return in turn. */
bool invalid(struct text *error, struct slice name, struct slice value, const char *why);

#endif
