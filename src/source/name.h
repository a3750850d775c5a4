/* Which names sessions and windows may have. */
#ifndef SOURCE_NAME_H
#define SOURCE_NAME_H

#include "base/slice.h"

/* A name of 1 to LIMIT_NAME_BYTES - 1 bytes of UTF-8, without control characters and '/'. */
bool name_valid(struct slice name);

#endif
