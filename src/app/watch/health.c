/*
 * Live: nothing to say. Degraded: a table has no room for one more, a file of ours had permissions
 * that could not be mended, a window had to be started afresh, or the last turns of the loop took
 * long. Sick: a turn took so long that nobody was served for seconds.
 */
#include "app/watch/health.h"

#include "app/watch/metrics.h"
#include "os/loop.h"

#define SLOW_US 250000
#define SICK_US 5000000

static void say(struct text *reasons, const char *words)
{
    text_str(reasons, reasons->len > 0 ? "; " : "");
    text_str(reasons, words);
}

static void look_at_tables(struct text *reasons)
{
    const struct table *t;
    const char *name;
    for (uint16_t i = 0; (t = metrics_table(i, &name)) != NULL; i++) {
        if (t->used < t->size)
            continue;
        say(reasons, name);
        text_str(reasons, ": all ");
        text_u64(reasons, t->size);
        text_str(reasons, " in use");
    }
}

enum health health_look(struct text *reasons)
{
    const struct board *b = app.board;
    const uint64_t *counts = b->figures.keeper.counts;
    uint32_t lag_us = metrics_lag_us();
    look_at_tables(reasons);
    if (counts[KEEPER_COUNT_PERMISSIONS_FOUND] > counts[KEEPER_COUNT_PERMISSIONS_REPAIRED])
        say(reasons, "files of the state directory have permissions that are too wide");
    if (b->redrawn > 0)
        say(reasons, "a window's terminal had to be started afresh");
    if (lag_us > SLOW_US)
        say(reasons, "the loop is slow");
    if (lag_us > SICK_US)
        return HEALTH_UNHEALTHY;
    return reasons->len > 0 ? HEALTH_DEGRADED : HEALTH_LIVE;
}
