/* Durations, counted in fixed buckets of microseconds. Plain integers, so that a histogram can
 * be on the board. */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS 16

struct histogram {
    uint64_t
        counts[HISTOGRAM_BUCKETS + 1]; /* of each bucket alone; the last is beyond all bounds */
    uint64_t sum_us;
};

/* The upper bound of a bucket: it counts what is longer than the bound before it, and at most
 * this long. */
uint32_t histogram_bound_us(unsigned bucket);
void histogram_note(struct histogram *h, uint64_t us);
uint64_t histogram_count(const struct histogram *h);
/* The bound of the bucket with the quantile (500 per mille is the median); beyond all bounds the
 * last one; 0: nothing was counted. */
uint64_t histogram_quantile_us(const struct histogram *h, unsigned per_mille);

#endif
