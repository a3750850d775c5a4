/*
 * How long things took: counts in fixed buckets of microseconds. Integers alone, and no pointer, so
 * that a histogram can stand on the board.
 */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS 16

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS + 1]; /* each bucket's own; the last is beyond all bounds */
    uint64_t sum_us;
};

/* What is at most this long is in the bucket (and in none before it). */
uint32_t histogram_bound_us(unsigned bucket);
void histogram_note(struct histogram *h, uint64_t us);
uint64_t histogram_count(const struct histogram *h);
/* The bound of the bucket that holds the given part of them (500 of 1000 is the median); 0: there
 * are none; past the last bound the last bound. */
uint64_t histogram_quantile_us(const struct histogram *h, unsigned per_mille);

#endif
