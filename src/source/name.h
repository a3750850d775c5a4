/* Checks the names of sessions and windows. */
#ifndef SOURCE_NAME_H
#define SOURCE_NAME_H

#include "base/slice.h"

/* Whether the name has 1 to LIMIT_NAME_BYTES - 1 bytes of valid UTF-8, no blank at either end, no
 * character that is invisible or changes the direction of text, and no '/', and is neither "." nor
 * "..", which browsers remove from a path even where they are escaped (RFC 3986 section 5.2.4). */
bool name_valid(struct slice name);

/* What a refused name is answered with. */
#define NAME_SENTENCE                                                                              \
    "a name has 1 to 63 bytes, no '/', no invisible character, no blank at its ends, and is not "  \
    "'.' or '..'"

#endif
