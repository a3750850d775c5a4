/* FNV-1a of 64 bits (draft-eastlake-fnv): a hash that recognizes things; an attacker can find
 * collisions. */
#ifndef BASE_FNV_H
#define BASE_FNV_H

#include "base/slice.h"

#define FNV_START UINT64_C(14695981039346656037)

/* Continues from a hash, or begins from FNV_START. */
uint64_t fnv(uint64_t from, struct slice bytes);

#endif
