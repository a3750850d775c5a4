/* Computes FNV-1a, one byte at a time. */
#include "base/codec/fnv.h"

uint64_t fnv(uint64_t from, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        from = (from ^ bytes.at[i]) * UINT64_C(1099511628211);
    return from;
}
