/*
 * The width of a code point is looked up in the generated table: the page of 4,096 code points, in
 * it the block of 64, in it two bits. What terminals mostly show lies below the first combining
 * mark and needs no table.
 */
#include "term/width.h"
/* Defines WIDTH_UNICODE_VERSION too: the compiler complains where the two differ. */
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
