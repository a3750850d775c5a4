/* Checks the names of sessions and windows. */
#ifndef SOURCE_NAME_H
#define SOURCE_NAME_H

#include "base/slice.h"

/* Whether the name has 1 to LIMIT_NAME_BYTES - 1 bytes of valid UTF-8, without control characters
 * (C0, DEL, C1) and without '/'. */
bool name_valid(struct slice name);

#endif
