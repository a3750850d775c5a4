/*
 * The system is asked for figures when somebody wants them, never by the clock of its own; a
 * scrape that finds the keeper asleep reads what it told last and wakes it up for the next one.
 */
#include "app/watch/metrics.h"

#include "app/core/counters.h"
#include "app/core/link.h"
#include "app/core/timers.h"
#include "app/view/viewers.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "net/net.h"
#include "os/proc/usage.h"

#define REFRESH_MS 1000

static struct process_figures process;
static uint64_t refreshed_ms; /* 0: never */

void metrics_refresh(uint64_t now_ms)
{
    struct os_usage f;
    if (refreshed_ms > 0 && now_ms - refreshed_ms < REFRESH_MS)
        return;
    refreshed_ms = now_ms;
    os_usage_read(&f);
    process = (struct process_figures){.resident_bytes = f.resident_bytes,
                                       .virtual_bytes = f.virtual_bytes,
                                       .cpu_us = f.cpu_us,
                                       .started_unix = app.started_unix,
                                       .fds = f.fds,
                                       .fds_max = f.fds_max};
    link_figures();
}

const struct process_figures *metrics_process(void)
{
    return &process;
}

const struct table *metrics_table(uint16_t number, const char **name)
{
    static const char *const names[] = {"connections", "sessions", "windows", "logins", "timers"};
    const struct table *const tables[] = {net_connections(), &app.board->session_table,
                                          &app.board->window_table, &app.board->login_table,
                                          timers_table()};
    if (number >= COUNT(names))
        return NULL;
    *name = names[number];
    return tables[number];
}

const char *metrics_child_state(uint16_t state)
{
    static const char *const names[FIGURE_CHILDREN] = {"starting", "running", "ending",
                                                       "killed",   "ended",   "failed"};
    return names[state];
}

uint16_t metrics_viewers(void)
{
    return viewers_count();
}

static void put_number(struct text *t, bool *first, const char *name, uint64_t v)
{
    json_put_name(t, first, name);
    text_u64(t, v);
}

static void put_string(struct text *t, bool *first, const char *name, const char *s)
{
    json_put_name(t, first, name);
    json_put_string(t, slice_of(s));
}

static void open_object(struct text *t, bool *first, const char *name)
{
    json_put_name(t, first, name);
    text_char(t, '{');
}

static void put_tables(struct text *t, bool *first, bool refused)
{
    const struct table *table;
    const char *name;
    bool first_table = true;
    open_object(t, first, "tables");
    for (uint16_t i = 0; (table = metrics_table(i, &name)) != NULL; i++) {
        bool first_member = true;
        open_object(t, &first_table, name);
        put_number(t, &first_member, "size", table->size);
        put_number(t, &first_member, "used", table->used);
        put_number(t, &first_member, "high", table->high);
        if (refused)
            put_number(t, &first_member, "refused", table->refused);
        text_char(t, '}');
    }
    text_char(t, '}');
}

static void put_children(struct text *t, bool *first)
{
    bool first_state = true;
    open_object(t, first, "children");
    for (uint16_t i = 0; i < FIGURE_CHILDREN; i++)
        put_number(t, &first_state, metrics_child_state(i), app.board->figures.keeper.children[i]);
    text_char(t, '}');
}

/* The steps of the status: members, each with the comma behind it that the next one needs. */

static void put_general(struct text *t)
{
    const struct board *b = app.board;
    bool first = true;
    text_char(t, '{');
    put_string(t, &first, "version", BOUNDTTY_VERSION);
    put_string(t, &first, "profile", PROFILE_NAME);
    put_number(t, &first, "uptime", (uint64_t)clock_unix() - b->started_unix);
    put_number(t, &first, "server_uptime", (clock_ms() - app.started_ms) / 1000);
    put_number(t, &first, "restarts", b->restarts);
    put_number(t, &first, "redrawn", b->redrawn);
    put_number(t, &first, "memory_bound", LIMIT_TOTAL_BYTES);
    put_number(t, &first, "viewers", metrics_viewers());
    put_number(t, &first, "ptys", b->figures.keeper.ptys);
    put_tables(t, &first, true);
    put_children(t, &first);
    text_char(t, ',');
}

static void put_process(struct text *t, bool *first, const char *name,
                        const struct process_figures *p)
{
    bool first_member = true;
    open_object(t, first, name);
    put_number(t, &first_member, "resident", p->resident_bytes);
    put_number(t, &first_member, "virtual", p->virtual_bytes);
    put_number(t, &first_member, "cpu_us", p->cpu_us);
    put_number(t, &first_member, "fds", p->fds);
    put_number(t, &first_member, "fds_max", p->fds_max);
    put_number(t, &first_member, "started", p->started_unix);
    text_char(t, '}');
}

static void put_processes(struct text *t)
{
    bool first = true, first_process = true;
    open_object(t, &first, "processes");
    put_process(t, &first_process, "server", &process);
    put_process(t, &first_process, "keeper", &app.board->figures.keeper.process);
    text_str(t, "},");
}

static void put_counters(struct text *t)
{
    const struct counter *c;
    bool first = true, first_counter = true;
    open_object(t, &first, "counters");
    for (uint16_t i = 0; (c = counters_at(i)) != NULL; i++)
        put_number(t, &first_counter, c->member, counters_value(c));
    text_str(t, "},");
}

static void put_durations(struct text *t, bool *first, const char *name, const struct histogram *h)
{
    bool first_member = true;
    open_object(t, first, name);
    put_number(t, &first_member, "count", histogram_count(h));
    put_number(t, &first_member, "p50_us", histogram_quantile_us(h, 500));
    put_number(t, &first_member, "p95_us", histogram_quantile_us(h, 950));
    put_number(t, &first_member, "p99_us", histogram_quantile_us(h, 990));
    text_char(t, '}');
}

static void put_latency(struct text *t)
{
    const struct figures *f = &app.board->figures;
    bool first = true, first_histogram = true;
    open_object(t, &first, "latency");
    put_durations(t, &first_histogram, "echo", &f->echo);
    put_durations(t, &first_histogram, "loop_lag", &f->traffic.turn);
    put_durations(t, &first_histogram, "request", &f->traffic.request);
    text_str(t, "},\"timers\":[");
}

/* One timer a step, by its slot. The first slot is that of the samples, which never stop. */
static bool put_timer(struct text *t, uint16_t slot)
{
    if (slot > timers_table()->high)
        return false;
    if (slot == timers_table()->high) {
        text_str(t, "]}");
        return true;
    }
    const struct timer *timer = timers_at(slot);
    if (!timer)
        return true;
    uint64_t now = clock_ms();
    bool first = true;
    text_str(t, slot > 0 ? ",{" : "{");
    put_string(t, &first, "name", timer->name);
    put_number(t, &first, "every_ms", timer->every_ms);
    put_number(t, &first, "in_ms", timer->next_ms > now ? timer->next_ms - now : 0);
    text_char(t, '}');
    return true;
}

static bool metrics_put_status(struct text *t, struct list_cursor *at)
{
    uint16_t step = at->slot++;
    static void (*const steps[])(struct text *) = {put_general, put_processes, put_counters,
                                                   put_latency};
    uint16_t count = COUNT(steps);
    if (step < count) {
        steps[step](t);
        return true;
    }
    return put_timer(t, (uint16_t)(step - count));
}

const struct list_kind status_list = {metrics_put_status, "application/json", false};

uint32_t metrics_lag_us(void)
{
    const struct samples *s = &app.board->figures.samples;
    const struct sample *last = s->next > 0 ? samples_find(s, s->next - 1) : NULL;
    return last ? last->lag_us : 0;
}

void metrics_put_summary(struct text *t)
{
    const struct figures *f = &app.board->figures;
    bool first = true;
    text_char(t, '{');
    put_tables(t, &first, false);
    put_children(t, &first);
    put_number(t, &first, "rss", process.resident_bytes);
    put_number(t, &first, "keeper_rss", f->keeper.process.resident_bytes);
    put_number(t, &first, "fds", process.fds);
    put_number(t, &first, "lag_us", metrics_lag_us());
    put_number(t, &first, "bytes_in", f->traffic.received);
    put_number(t, &first, "bytes_out", f->traffic.sent);
    put_number(t, &first, "viewers", metrics_viewers());
    text_char(t, '}');
}
