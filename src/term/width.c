/*
 * The generated table is indexed by page (4,096 code points), then block (64 code points), then two
 * bits. Code points below the first combining mark, by far the most frequent, need no lookup.
 */
#include "term/width.h"
/* Also defines WIDTH_UNICODE_VERSION: the compiler warns if the two definitions differ. */
#include "term/width_table.h"

_Static_assert(sizeof(width_top) + sizeof(width_pages) + sizeof(width_blocks) < 6 * 1024,
               "the table is small enough for a router");

unsigned width_of(uint32_t point)
{
    if (point < 0x300 || point > 0x10FFFF)
        return 1;
    unsigned block = width_pages[width_top[point >> 12] * 64u + (point >> 6 & 63)];
    unsigned four = width_blocks[block * 16u + (point >> 2 & 15)];
    return four >> (point & 3) * 2 & 3u;
}
