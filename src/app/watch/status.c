/* The status is a list of parts, each of one or more items: the head with the top-level numbers,
 * the bounded tables, the processes, the counters, the latencies, and the timers. */
#include "app/watch/status.h"

#include "app/core/timers.h"
#include "app/watch/metrics.h"
#include "base/clock.h"
#include "base/codec/json.h"

/* Bytes of a member: its name, number and punctuation. */
#define MEMBER_BYTES (METRIC_MEMBER_MAX + ITEM_DIGITS + 4)

_Static_assert(METRICS_MAX *MEMBER_BYTES + 256 <= ITEM_MAX, "all metrics fit an item");
_Static_assert(STATUS_SUMMARY_MAX <= ITEM_MAX, "the summary fits an item");

static void status_open(struct text *t, bool *first, const char *name)
{
    json_put_name(t, first, name);
    text_char(t, '{');
}

static void status_put_group(struct text *t, bool *first, enum metric_group group)
{
    const struct metric *m;
    for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++)
        if (m->group == group)
            json_put_u64_member(t, first, m->member, metrics_value(m));
}

static void status_put_object(struct text *t, bool *first, const char *name,
                              enum metric_group group)
{
    bool first_member = true;
    status_open(t, first, name);
    status_put_group(t, &first_member, group);
    text_char(t, '}');
}

static void status_put_table(struct text *t, bool *first, const struct capacity *c, bool refused)
{
    const struct table *table = c->table();
    bool first_member = true;
    status_open(t, first, c->name);
    json_put_u64_member(t, &first_member, "size", table->size);
    json_put_u64_member(t, &first_member, "used", table->used);
    json_put_u64_member(t, &first_member, "high", table->high);
    if (refused)
        json_put_u64_member(t, &first_member, c->displaces ? "displaced" : "refused",
                            table->refused);
    text_char(t, '}');
}

/* The parts. Each writes its item of a number. False: no more items. */

static bool status_put_head(struct text *t, uint16_t number)
{
    bool first = true;
    if (number > 0)
        return false;
    text_char(t, '{');
    json_put_string_member(t, &first, "version", SLICE(BOUNDTTY_VERSION));
    json_put_string_member(t, &first, "profile", SLICE(PROFILE_NAME));
    status_put_group(t, &first, METRIC_TOP);
    status_put_object(t, &first, "children", METRIC_CHILDREN);
    return true;
}

static bool status_put_tables(struct text *t, uint16_t number)
{
    const struct capacity *c = capacities_at(number);
    bool first = true;
    if (!c)
        return false;
    text_str(t, number == 0 ? ",\"tables\":{" : ",");
    status_put_table(t, &first, c, true);
    if (!capacities_at((uint16_t)(number + 1)))
        text_char(t, '}');
    return true;
}

static bool status_put_processes(struct text *t, uint16_t number)
{
    bool first = true;
    if (number > 0)
        return false;
    text_str(t, ",\"processes\":{");
    status_put_object(t, &first, "server", METRIC_SERVER);
    status_put_object(t, &first, "keeper", METRIC_KEEPER);
    text_char(t, '}');
    return true;
}

static bool status_put_counters(struct text *t, uint16_t number)
{
    bool first = false;
    if (number > 0)
        return false;
    status_put_object(t, &first, "counters", METRIC_COUNTERS);
    return true;
}

static bool status_put_latency(struct text *t, uint16_t number)
{
    const struct duration *d = metrics_duration(number);
    bool first = true, first_member = true;
    if (!d)
        return false;
    const struct histogram *h = metrics_histogram(d);
    text_str(t, number == 0 ? ",\"latency\":{" : ",");
    status_open(t, &first, d->member);
    json_put_u64_member(t, &first_member, "count", histogram_count(h));
    json_put_u64_member(t, &first_member, "p50_us", histogram_quantile_us(h, 500));
    json_put_u64_member(t, &first_member, "p95_us", histogram_quantile_us(h, 950));
    json_put_u64_member(t, &first_member, "p99_us", histogram_quantile_us(h, 990));
    text_str(t, metrics_duration((uint16_t)(number + 1)) ? "}" : "}},\"timers\":[");
    return true;
}

/* Writes one timer per item, by its slot, and then the end. The first slot is that of the samples,
 * which never stop. */
static bool status_put_timers(struct text *t, uint16_t number)
{
    const struct timer *timer = timers_at(number);
    bool first = true;
    if (number > timers_table()->high)
        return false;
    if (number == timers_table()->high) {
        text_str(t, "]}");
        return true;
    }
    if (!timer)
        return true;
    uint64_t now = clock_ms();
    text_str(t, number > 0 ? ",{" : "{");
    json_put_string_member(t, &first, "name", slice_of(timer->name));
    json_put_u64_member(t, &first, "every_ms", timer->every_ms);
    json_put_u64_member(t, &first, "in_ms", timer->next_ms > now ? timer->next_ms - now : 0);
    text_char(t, '}');
    return true;
}

static bool status_put_next(struct text *item, struct list_cursor *at)
{
    static bool (*const parts[])(struct text * t, uint16_t number) = {
        status_put_head,     status_put_tables,  status_put_processes,
        status_put_counters, status_put_latency, status_put_timers};
    for (; at->slot < COUNT(parts); at->slot++, at->part = 0)
        if (parts[at->slot](item, at->part++))
            return true;
    return false;
}

const struct list_kind status_list = {status_put_next, "application/json", false};

void status_put_summary(struct text *t)
{
    const struct capacity *c;
    const struct metric *m;
    bool first = true, first_table = true;
    text_char(t, '{');
    status_open(t, &first, "tables");
    for (uint16_t i = 0; (c = capacities_at(i)) != NULL; i++)
        status_put_table(t, &first_table, c, false);
    text_char(t, '}');
    status_put_object(t, &first, "children", METRIC_CHILDREN);
    for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++)
        if (m->summary)
            json_put_u64_member(t, &first, m->summary, metrics_value(m));
    text_char(t, '}');
}
