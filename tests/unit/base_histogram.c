/* Histograms: where a duration is counted, and what is said of many. */
#include "base/figures/histogram.h"
#include "check.h"

int main(void)
{
    STORY("an empty one has no quantile")
    {
        struct histogram h = {0};
        CHECK_U64(0, histogram_count(&h));
        CHECK_U64(0, histogram_quantile_us(&h, 500));
    }
    STORY("the bounds grow")
    {
        for (unsigned i = 1; i < HISTOGRAM_BUCKETS; i++)
            CHECK(histogram_bound_us(i) > histogram_bound_us(i - 1));
    }
    STORY("a duration on a bound is within it, one microsecond more is not")
    {
        struct histogram h = {0};
        histogram_note(&h, histogram_bound_us(3));
        histogram_note(&h, histogram_bound_us(3) + 1);
        CHECK_U64(1, h.counts[3]);
        CHECK_U64(1, h.counts[4]);
        CHECK_U64(2 * histogram_bound_us(3) + 1, h.sum_us);
    }
    STORY("nothing and the longest have their places")
    {
        struct histogram h = {0};
        histogram_note(&h, 0);
        histogram_note(&h, UINT32_MAX);
        CHECK_U64(1, h.counts[0]);
        CHECK_U64(1, h.counts[HISTOGRAM_BUCKETS]);
        CHECK_U64(2, histogram_count(&h));
    }
    STORY("quantiles are the bounds of the buckets that hold them")
    {
        struct histogram h = {0};
        for (int i = 0; i < 98; i++)
            histogram_note(&h, 80);
        histogram_note(&h, 900);
        histogram_note(&h, 2000000);
        CHECK_U64(100, histogram_quantile_us(&h, 0));
        CHECK_U64(100, histogram_quantile_us(&h, 500));
        CHECK_U64(100, histogram_quantile_us(&h, 980));
        CHECK_U64(1000, histogram_quantile_us(&h, 990));
        CHECK_U64(2500000, histogram_quantile_us(&h, 1000));
    }
    STORY("past the last bound the last bound is said")
    {
        struct histogram h = {0};
        histogram_note(&h, UINT64_MAX);
        CHECK_U64(histogram_bound_us(HISTOGRAM_BUCKETS - 1), histogram_quantile_us(&h, 500));
    }
    return check_end();
}
