/* FNV-1a of 64 bits (draft-eastlake-fnv): a digest to tell things apart, never against an enemy. */
#ifndef BASE_FNV_H
#define BASE_FNV_H

#include "base/slice.h"

#define FNV_START UINT64_C(14695981039346656037)

/* Goes on from a digest, or from FNV_START. */
uint64_t fnv(uint64_t from, struct slice bytes);

#endif
