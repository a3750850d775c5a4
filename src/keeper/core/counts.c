/* The keeper's counters, to which its other modules add; none is ever read back from the board. */
#include "keeper/core/counts.h"

#include <string.h>

static uint64_t counts[KEEPER_COUNTS];

void counts_init(void)
{
    memset(counts, 0, sizeof counts);
}

void counts_add(enum keeper_count which, uint64_t n)
{
    counts[which] += n;
}

void counts_read(uint64_t to[KEEPER_COUNTS])
{
    memcpy(to, counts, sizeof counts);
}
