/* Clocks. The time is read once in each turn of the loop and passed down to the callees. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_ms(void); /* monotonic milliseconds, comparable between processes of one boot */
uint64_t clock_us(void); /* monotonic microseconds */
/* Returns the earlier of two deadlines. */
static inline uint64_t clock_earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}
int64_t clock_unix(void);     /* seconds since 1970-01-01T00:00:00Z */
uint64_t clock_unix_ms(void); /* the same in milliseconds */
/* Returns when a moment of clock_ms() was, in seconds since 1970, by the present wall clock: a
 * machine that started without the time has the right one after it was set. */
int64_t clock_unix_at(uint64_t ms);

#endif
