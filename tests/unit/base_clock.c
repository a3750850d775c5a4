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
    return check_end();
}
