/*
 * A sample says what was at its moment, and for what flows (bytes, the loop's lag) what was since
 * the sample before. A server that was just started has no sample before: it begins a period.
 */
#include "app/watch/sampler.h"

#include "app/core/timers.h"
#include "app/watch/metrics.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "net/net.h"
#include "os/loop.h"

#define FIRST_MS 1000 /* the first sample, soon after the start */
#define SAMPLES_A_STEP 32

static uint64_t period_ms; /* when the present period began */
static uint64_t in_bytes, out_bytes;

static void begin_period(uint64_t now_ms)
{
    const struct traffic *n = net_counted();
    period_ms = now_ms;
    in_bytes = n->received;
    out_bytes = n->sent;
}

static uint32_t within(uint64_t v)
{
    return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

static uint32_t a_second(uint64_t bytes, uint64_t ms)
{
    return within(ms > 0 ? bytes / ms * 1000 + bytes % ms * 1000 / ms : 0);
}

static void take(uint32_t id, uint64_t now_ms)
{
    (void)id;
    const struct keeper_figures *k = &app.board->figures.keeper;
    const struct traffic *n = net_counted();
    metrics_refresh(now_ms);
    const struct process_figures *p = metrics_process();
    struct sample one = {
        .unix_seconds = (uint64_t)clock_unix(),
        .server_kib = within(p->resident_bytes / 1024),
        .keeper_kib = within(k->process.resident_bytes / 1024),
        .fds = p->fds,
        .keeper_fds = k->process.fds,
        .lag_us = within(loop_longest_us(LOOP_READER_SAMPLES)),
        .in_bytes = a_second(n->received - in_bytes, now_ms - period_ms),
        .out_bytes = a_second(n->sent - out_bytes, now_ms - period_ms),
        .viewers = metrics_viewers(),
        .windows = app.board->window_table.used,
    };
    samples_add(&app.board->figures.samples, &one);
    begin_period(now_ms);
}

void sampler_init(void)
{
    uint64_t now = clock_ms();
    begin_period(now);
    (void)timers_start("samples", now, FIRST_MS, SAMPLE_MS, take, 0);
}

/* Telling. */

enum member {
    MEMBER_UNIX,
    MEMBER_SERVER_KIB,
    MEMBER_KEEPER_KIB,
    MEMBER_FDS,
    MEMBER_KEEPER_FDS,
    MEMBER_LAG,
    MEMBER_IN,
    MEMBER_OUT,
    MEMBER_VIEWERS,
    MEMBER_WINDOWS,
    MEMBERS
};

static const char *const names[MEMBERS] = {
    "unix",   "server_kib",          "keeper_kib",           "fds",     "keeper_fds",
    "lag_us", "in_bytes_per_second", "out_bytes_per_second", "viewers", "windows"};

static uint64_t value(const struct sample *s, unsigned member)
{
    const uint64_t values[MEMBERS] = {s->unix_seconds, s->server_kib, s->keeper_kib, s->fds,
                                      s->keeper_fds,   s->lag_us,     s->in_bytes,   s->out_bytes,
                                      s->viewers,      s->windows};
    return values[member];
}

static void put_values(struct text *t, unsigned member, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i < to; i++) {
        const struct sample *s = samples_find(&app.board->figures.samples, i);
        if (s)
            text_u64(t, value(s, member));
        else
            text_str(t, "null");
        text_char(t, ',');
    }
}

/* A step is a part of one figure's array. */
static bool sampler_put(struct text *t, struct list_cursor *at)
{
    uint16_t step = at->slot++;
    uint64_t first = at->next, end = at->end;
    const uint16_t parts = (LIMIT_SAMPLES + SAMPLES_A_STEP - 1) / SAMPLES_A_STEP;
    unsigned member = step / parts, part = step % parts;
    uint64_t from = first + (uint64_t)part * SAMPLES_A_STEP;
    uint64_t to = from + SAMPLES_A_STEP < end ? from + SAMPLES_A_STEP : end;
    if (member >= MEMBERS)
        return false;
    if (part == 0) {
        bool first_member = false;
        if (member == 0) {
            text_str(t, "{\"every\":");
            text_u64(t, SAMPLE_MS / 1000);
        }
        json_put_name(t, &first_member, names[member]);
        text_char(t, '[');
    }
    put_values(t, member, from, to);
    if (t->len > 0 && t->at[t->len - 1] == ',' && to == end)
        t->len--;
    if (part + 1 == parts)
        text_str(t, member + 1 == MEMBERS ? "]}" : "]");
    return true;
}

const struct list_kind sampler_list = {sampler_put, "application/json", false};

struct list_cursor sampler_begin(void)
{
    const struct samples *s = &app.board->figures.samples;
    return (struct list_cursor){.next = samples_first(s), .end = s->next};
}
