/*
 * Degraded: a table that refuses new entries is full, a file of ours has permissions that could not
 * be repaired, a window's terminal was cleared at a takeover, the keeper has sent no PING when the
 * next one but two was due, or a turn of the loop took more than SLOW_US. Unhealthy: a turn took
 * more than UNHEALTHY_US, during which nothing was served. Live: none of these.
 */
#include "app/watch/health.h"

#include "app/watch/metrics.h"
#include "base/clock.h"

#define SLOW_US 250000
#define UNHEALTHY_US 5000000

static void health_add(struct text *reasons, const char *words)
{
    text_str(reasons, reasons->len > 0 ? "; " : "");
    text_str(reasons, words);
}

static void health_add_tables(struct text *reasons)
{
    const struct capacity *c;
    for (uint16_t i = 0; (c = capacities_at(i)) != NULL; i++) {
        if (!c->degrades || c->table()->used < c->table()->size)
            continue;
        health_add(reasons, c->name);
        text_str(reasons, ": all ");
        text_u64(reasons, c->table()->size);
        text_str(reasons, " in use");
    }
}

enum health health_look(struct text *reasons)
{
    const struct board *b = app.board;
    const uint64_t *counts = b->figures.keeper.counts;
    health_add_tables(reasons);
    if (counts[KEEPER_COUNT_PERMISSIONS_FOUND] > counts[KEEPER_COUNT_PERMISSIONS_REPAIRED])
        health_add(reasons, "files of the state directory have permissions that are too wide");
    if (b->redrawn > 0)
        health_add(reasons, "a window's terminal had to be started afresh");
    if (clock_ms() - app.pinged_ms > 3 * (uint64_t)app.config->hang_ms)
        health_add(reasons, "the keeper does not answer: no program can be started or ended");
    if (metrics_lag_us() > SLOW_US)
        health_add(reasons, "the loop is slow");
    if (metrics_lag_us() > UNHEALTHY_US)
        return HEALTH_UNHEALTHY;
    return reasons->len > 0 ? HEALTH_DEGRADED : HEALTH_LIVE;
}
