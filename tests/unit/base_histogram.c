/* Histograms: the bucket of a duration, and quantiles of many. */
#include "base/figures/histogram.h"
#include "check.h"

int main(void)
{
    STORY("an empty histogram has no quantile")
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
    STORY("a duration equal to a bound is within it, one microsecond more is not")
    {
        struct histogram h = {0};
        histogram_note(&h, histogram_bound_us(3));
        histogram_note(&h, histogram_bound_us(3) + 1);
        CHECK_U64(1, h.counts[3]);
        CHECK_U64(1, h.counts[4]);
        CHECK_U64(2 * histogram_bound_us(3) + 1, h.sum_us);
    }
    STORY("zero and the longest duration are counted")
    {
        struct histogram h = {0};
        histogram_note(&h, 0);
        histogram_note(&h, UINT32_MAX);
        CHECK_U64(1, h.counts[0]);
        CHECK_U64(1, h.counts[HISTOGRAM_BUCKETS]);
        CHECK_U64(2, histogram_count(&h));
    }
    STORY("a quantile is the bound of the bucket that holds it")
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
    STORY("a quantile past the last bound is reported as the last bound")
    {
        struct histogram h = {0};
        histogram_note(&h, UINT64_MAX);
        CHECK_U64(histogram_bound_us(HISTOGRAM_BUCKETS - 1), histogram_quantile_us(&h, 500));
    }
    return check_end();
}
