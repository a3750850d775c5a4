/* The sentence that a wrong value is told in: NAME: "VALUE" MEND. */
#ifndef BASE_WRONG_H
#define BASE_WRONG_H

#include "base/text.h"

#define WRONG_VALUE_MAX 256 /* of a value that is longer, its beginning */

/* false, always: what a reader returns that could not read. */
bool wrong(struct text *error, struct slice name, struct slice value, const char *mend);

#endif
