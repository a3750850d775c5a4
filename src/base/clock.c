/* Reads the system's clocks. CLOCK_MONOTONIC is common to all processes of one boot, and nobody can
 * set it. */
#include "base/clock.h"

#include <time.h>

static struct timespec clock_now(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return t;
}

uint64_t clock_us(void)
{
    struct timespec t = clock_now(CLOCK_MONOTONIC);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t clock_ms(void)
{
    return clock_us() / 1000;
}

int64_t clock_unix_at(uint64_t ms)
{
    static int64_t offset_ms; /* kept while the clocks differ by less than a second from it */
    struct timespec wall = clock_now(CLOCK_REALTIME);
    int64_t now = (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000 - (int64_t)clock_ms();
    if (now - offset_ms >= 1000 || offset_ms - now >= 1000)
        offset_ms = now;
    return ((int64_t)ms + offset_ms) / 1000;
}

int64_t clock_unix(void)
{
    return (int64_t)clock_now(CLOCK_REALTIME).tv_sec;
}

uint64_t clock_unix_ms(void)
{
    struct timespec t = clock_now(CLOCK_REALTIME);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}
