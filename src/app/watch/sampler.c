/* A sample has gauges as of its time, and traffic and loop lag as of the period since the previous
 * sample. The first sample of a server begins a period. */
#include "app/watch/sampler.h"

#include "app/core/timers.h"
#include "app/watch/metrics.h"
#include "app/watch/processes.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "os/loop.h"

#define FIRST_MS 1000 /* time of the first sample after the start */
#define VALUES_AN_ITEM 128

_Static_assert(VALUES_AN_ITEM *(ITEM_DIGITS + 1) + 64 <= ITEM_MAX, "a part of a curve is an item");

static uint64_t period_ms;                    /* start of the current period, */
static uint64_t period_values[SAMPLE_VALUES]; /* and the values of counters at that time */

static uint64_t per_second(uint64_t n, uint64_t ms)
{
    return ms > 0 ? n / ms * 1000 + n % ms * 1000 / ms : 0;
}

/* Returns the current value of a curve and begins its next period. */
static uint32_t sampler_value(const struct metric *m, uint64_t ms)
{
    uint64_t v = metrics_value(m);
    uint64_t flowed = v - period_values[m->sample];
    period_values[m->sample] = v;
    if (m->curve == METRIC_PER_SECOND)
        v = per_second(flowed, ms);
    else if (m->curve == METRIC_KIB)
        v /= 1024;
    return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

static void sampler_read(struct sample *to, uint64_t now_ms)
{
    const struct metric *m;
    for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++)
        if (m->curve != METRIC_NO_CURVE)
            to->values[m->sample] = sampler_value(m, now_ms - period_ms);
    period_ms = now_ms;
}

static void sampler_take(uint32_t id, uint64_t now_ms)
{
    struct sample one = {.taken_ms = now_ms};
    (void)id;
    processes_refresh(now_ms);
    metrics_set_lag(loop_longest_us(LOOP_READER_SAMPLES));
    sampler_read(&one, now_ms);
    samples_add(&app.board->figures.samples, &one);
}

void sampler_init(void)
{
    struct sample unused = {0};
    uint64_t now = clock_ms();
    sampler_read(&unused, now);
    (void)timers_start("samples", now, FIRST_MS, SAMPLE_MS, sampler_take, 0);
}

/* The metric of a curve's number; NULL: no more. */
static const struct metric *sampler_curve(uint16_t number)
{
    const struct metric *m;
    uint16_t curves = 0;
    for (uint16_t i = 0; (m = metrics_at(i)) != NULL; i++)
        if (m->curve != METRIC_NO_CURVE && curves++ == number)
            return m;
    return NULL;
}

/* Writes part of an array from one sample on; m NULL: the times. */
static void sampler_put_values(struct text *t, const struct metric *m, uint64_t from, uint64_t end)
{
    for (uint64_t i = from; i < end && i < from + VALUES_AN_ITEM; i++) {
        const struct sample *s = samples_find(&app.board->figures.samples, i);
        text_str(t, i > from ? "," : "");
        if (s)
            text_u64(t, m ? s->values[m->sample] : (uint64_t)clock_unix_at(s->taken_ms));
        else
            text_str(t, "null");
    }
}

/* Writes part of a list. The cursor's slot is the array (0: the times), its part the number of
 * values written. */
static bool sampler_put(struct text *item, struct list_cursor *at)
{
    const struct metric *m = at->slot > 0 ? sampler_curve((uint16_t)(at->slot - 1)) : NULL;
    uint64_t from = at->next + at->part;
    bool first = false;
    if (at->slot > 0 && !m)
        return false;
    if (at->part == 0) {
        if (at->slot == 0) {
            text_str(item, "{\"every\":");
            text_u64(item, SAMPLE_MS / 1000);
        }
        json_put_name(item, &first, m ? m->curve_name : "unix");
        text_char(item, '[');
    } else {
        text_char(item, ',');
    }
    sampler_put_values(item, m, from, at->end);
    at->part = (uint16_t)(at->part + VALUES_AN_ITEM);
    if (at->next + at->part < at->end)
        return true;
    text_char(item, ']');
    at->slot++;
    at->part = 0;
    if (!sampler_curve((uint16_t)(at->slot - 1)))
        text_char(item, '}');
    return true;
}

const struct list_kind sampler_list = {sampler_put, "application/json", false};

struct list_cursor sampler_begin(void)
{
    const struct samples *s = &app.board->figures.samples;
    return (struct list_cursor){.next = samples_first(s), .end = s->next};
}
