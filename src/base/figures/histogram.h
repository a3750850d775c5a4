/* Durations in microseconds, counted in fixed buckets. A histogram is plain integers, and can be
 * stored on the board. */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS 16

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS + 1]; /* not cumulative; the last is beyond all bounds */
    uint64_t sum_us;
};

/* Returns the upper bound of a bucket, in microseconds, inclusive; the bound of the bucket below it
 * is the lower one, exclusive. */
uint32_t histogram_bound_us(unsigned bucket);
/* Counts one duration. */
void histogram_note(struct histogram *h, uint64_t us);
uint64_t histogram_count(const struct histogram *h);
/* Returns the upper bound of the bucket with the quantile (500 per mille is the median); the last
 * bound if the quantile is beyond all bounds, 0 if nothing was counted. */
uint64_t histogram_quantile_us(const struct histogram *h, unsigned per_mille);

#endif
