/* The sentence about a value that is refused: NAME: "VALUE" WHY. */
#ifndef BASE_INVALID_H
#define BASE_INVALID_H

#include "base/text.h"

#define INVALID_VALUE_MAX 256 /* bytes of the value; the rest of a longer one is left out */

/* Adds the sentence to `error`. why: what is wrong and what to write instead, such as "is not a
 * port; write 1 to 65535". Always false, so that a reader can return it. */
bool invalid(struct text *error, struct slice name, struct slice value, const char *why);

#endif
