/* Clocks never go backwards and agree with one another. */
#include "base/clock.h"

#include "check.h"

#include <time.h>

int main(void)
{
    STORY("the monotonic clock never goes backwards, and its two units agree")
    {
        uint64_t before = clock_us();
        for (int i = 0; i < 1000; i++) {
            uint64_t ms = clock_ms(), us = clock_us();
            CHECK(before / 1000 <= ms && ms <= us / 1000);
            before = us;
        }
    }
    STORY("the wall clock agrees with the system's")
    {
        int64_t before = (int64_t)time(NULL), got = clock_unix();
        CHECK(got >= before && got <= (int64_t)time(NULL) + 1);
    }
    STORY("the time of day of a moment is that of the wall clock, and does not vary")
    {
        uint64_t now = clock_ms();
        int64_t first = clock_unix_at(now), wall = clock_unix();
        CHECK(wall - first >= -1 && wall - first <= 1);
        CHECK(clock_unix_at(now - 5000) == first - 5);
        for (int i = 0; i < 1000; i++)
            CHECK(clock_unix_at(now) == first);
    }
    return check_end();
}
