/*
 * The table of timers, periodic and one-shot, which /api/status lists. Times are milliseconds of
 * the monotonic clock.
 */
#ifndef APP_CORE_TIMERS_H
#define APP_CORE_TIMERS_H

#include "base/table.h"
#include "limits.h"

typedef void timer_due(uint32_t id, uint64_t now_ms);

struct timer {
    const char *name; /* a string constant */
    timer_due *due;
    uint32_t id;       /* passed to due() */
    uint64_t next_ms;  /* time of the next call */
    uint64_t every_ms; /* period; 0: one-shot */
};

void timers_init(void);
/* Starts a timer that is due after first_ms, then every every_ms (0: once; its slot is freed
 * before due() is called). Returns a handle of generation 0 if the table is full (counted). */
struct handle timers_start(const char *name, uint64_t now_ms, uint64_t first_ms, uint64_t every_ms,
                           timer_due *due, uint32_t id);
void timers_stop(struct handle h); /* no effect on a timer that has ended */
/* Calls due timers, each at most once; returns timers_next(). */
uint64_t timers_tick(uint64_t now_ms);
uint64_t timers_next(void); /* time of the next call; UINT64_MAX: none is running */
const struct table *timers_table(void);
/* Returns the timer in a slot; NULL: the slot is free. */
const struct timer *timers_at(uint16_t slot);

#endif
