/* FNV-1a with 64 bits (draft-eastlake-fnv), a hash that recognizes equal values. It does not resist
 * an attacker, who can find collisions. */
#ifndef BASE_FNV_H
#define BASE_FNV_H

#include "base/slice.h"

#define FNV_START UINT64_C(14695981039346656037)

/* Hashes `bytes`, starting from FNV_START or from the hash of the bytes before them. */
uint64_t fnv(uint64_t from, struct slice bytes);

#endif
