/*
 * A barrier between stores whose order another process relies on. A process can be killed between
 * any two stores, but completed stores to shared memory survive it; therefore it is sufficient that
 * the compiler moves no store across the barrier.
 */
#ifndef TERM_BARRIER_H
#define TERM_BARRIER_H

#include <stdatomic.h>

static inline void store_barrier(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

#endif
