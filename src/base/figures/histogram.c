/* Counts durations. The bounds are about a factor of 2.5 apart, from 0.1 ms to 10 s, and closer in
 * the range in which a person begins to notice the delay of an echo. */
#include "base/figures/histogram.h"

#include "base/bug.h"

static const uint32_t bounds_us[HISTOGRAM_BUCKETS] = {
    100,   250,   500,    1000,   2500,   5000,    10000,   16000,
    25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000,
};

uint32_t histogram_bound_us(unsigned bucket)
{
    BUG_UNLESS(bucket < HISTOGRAM_BUCKETS);
    return bounds_us[bucket];
}

void histogram_note(struct histogram *h, uint64_t us)
{
    unsigned i = 0;
    while (i < HISTOGRAM_BUCKETS && us > bounds_us[i])
        i++;
    h->counts[i]++;
    h->sum_us += us;
}

uint64_t histogram_count(const struct histogram *h)
{
    uint64_t count = 0;
    for (unsigned i = 0; i <= HISTOGRAM_BUCKETS; i++)
        count += h->counts[i];
    return count;
}

uint64_t histogram_quantile_us(const struct histogram *h, unsigned per_mille)
{
    uint64_t count = histogram_count(h), below = 0;
    /* The rank is rounded up, and computed without overflow for any count. */
    uint64_t rank = count / 1000 * per_mille + (count % 1000 * per_mille + 999) / 1000;
    if (count == 0)
        return 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        below += h->counts[i];
        if (below >= rank && below > 0)
            return bounds_us[i];
    }
    return bounds_us[HISTOGRAM_BUCKETS - 1];
}
