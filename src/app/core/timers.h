/*
 * Periodic work and things to be done later: one static table, which /api/status lists. Times are milliseconds of
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
    uint32_t id;       /* handed to due() */
    uint64_t next_ms;  /* when it is due */
    uint64_t every_ms; /* 0: once */
};

void timers_init(void);
/* Due for the first time after first_ms, then every every_ms (0: never again; the slot is given
 * back before due() is called). A handle of generation 0: the table is full, which is counted. */
struct handle timers_start(const char *name, uint64_t now_ms, uint64_t first_ms, uint64_t every_ms,
                           timer_due *due, uint32_t id);
void timers_stop(struct handle h); /* also one that has stopped by itself */
/* Calls what is due, each at most once; returns timers_next(). */
uint64_t timers_tick(uint64_t now_ms);
uint64_t timers_next(void); /* when the next one is due; UINT64_MAX: none is running */
const struct table *timers_table(void);
/* NULL: the slot is free. */
const struct timer *timers_at(uint16_t slot);

#endif
