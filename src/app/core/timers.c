/* The timers. A late timer is called once, and again a whole period later: missed periods are
 * not made up for. */
#include "app/core/timers.h"

#include <stddef.h>

static struct timer timers[LIMIT_TIMERS];
static struct slot slots[LIMIT_TIMERS];
static struct table table;

void timers_init(void)
{
    table_init(&table, slots, LIMIT_TIMERS);
}

struct handle timers_start(const char *name, uint64_t now_ms, uint64_t first_ms, uint64_t every_ms,
                           timer_due *due, uint32_t id)
{
    uint16_t i = table_take(&table, slots);
    if (i == TABLE_NONE)
        return (struct handle){0};
    timers[i] = (struct timer){
        .name = name, .due = due, .id = id, .next_ms = now_ms + first_ms, .every_ms = every_ms};
    return table_handle(slots, i);
}

void timers_stop(struct handle h)
{
    if (table_holds(&table, slots, h))
        table_give(&table, slots, h.index);
}

static void timers_call(uint16_t i, uint64_t now_ms)
{
    struct timer t = timers[i];
    if (t.every_ms > 0)
        timers[i].next_ms = now_ms + t.every_ms;
    else
        table_give(&table, slots, i);
    t.due(t.id, now_ms);
}

uint64_t timers_tick(uint64_t now_ms)
{
    for (uint16_t i = 0; i < table.high; i++)
        if (slots[i].taken && timers[i].next_ms <= now_ms)
            timers_call(i, now_ms);
    return timers_next();
}

uint64_t timers_next(void)
{
    uint64_t next = UINT64_MAX;
    for (uint16_t i = 0; i < table.high; i++)
        if (slots[i].taken && timers[i].next_ms < next)
            next = timers[i].next_ms;
    return next;
}

const struct table *timers_table(void)
{
    return &table;
}

const struct timer *timers_at(uint16_t slot)
{
    return slot < table.high && slots[slot].taken ? &timers[slot] : NULL;
}
