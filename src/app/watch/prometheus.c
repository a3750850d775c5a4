/*
 * Prometheus' text exposition format 0.0.4: each family with its HELP and TYPE, then its values;
 * one step a family or a few. Durations are kept in microseconds and told in seconds.
 */
#include "app/watch/prometheus.h"

#include "app/core/counters.h"
#include "app/watch/metrics.h"
#include "app/window/windows.h"

#define GAUGE "gauge"
#define COUNTER "counter"

static void put_family(struct text *t, const char *name, const char *type, const char *help)
{
    text_str(t, "# HELP ");
    text_str(t, name);
    text_char(t, ' ');
    text_str(t, help);
    text_str(t, "\n# TYPE ");
    text_str(t, name);
    text_char(t, ' ');
    text_str(t, type);
    text_char(t, '\n');
}

/* name{label} without a value; label NULL: none. */
static void put_name(struct text *t, const char *name, const char *label)
{
    text_str(t, name);
    if (label) {
        text_char(t, '{');
        text_str(t, label);
        text_char(t, '}');
    }
    text_char(t, ' ');
}

static void put_value(struct text *t, const char *name, const char *label, uint64_t v)
{
    put_name(t, name, label);
    text_u64(t, v);
    text_char(t, '\n');
}

/* Microseconds as seconds, without zeros at the end. */
static void put_seconds(struct text *t, uint64_t us)
{
    uint64_t rest = us % 1000000;
    unsigned digits = 6;
    text_u64(t, us / 1000000);
    if (rest == 0)
        return;
    for (; rest % 10 == 0; rest /= 10)
        digits--;
    text_char(t, '.');
    text_pad(t, rest, digits);
}

static void put_single(struct text *t, const char *name, const char *type, const char *help,
                       uint64_t v)
{
    put_family(t, name, type, help);
    put_value(t, name, NULL, v);
}

/* What the system did not tell is left out. */
static void put_known(struct text *t, const char *name, const char *help, uint64_t v)
{
    if (v > 0)
        put_single(t, name, GAUGE, help, v);
}

static void put_build(struct text *t)
{
    put_family(t, "boundtty_build_info", GAUGE,
               "The version and the profile that it was built as.");
    put_value(t, "boundtty_build_info",
              "version=\"" BOUNDTTY_VERSION "\",profile=\"" PROFILE_NAME "\"", 1);
    put_single(t, "boundtty_start_time_seconds", GAUGE,
               "When the keeper and its board were started, since the epoch.",
               app.board->started_unix);
    put_single(t, "boundtty_memory_bound_bytes", GAUGE,
               "The most memory that both processes will ever use.", LIMIT_TOTAL_BYTES);
}

static void put_cpu(struct text *t, const char *name, const char *help, uint64_t us)
{
    put_family(t, name, COUNTER, help);
    put_name(t, name, NULL);
    put_seconds(t, us);
    text_char(t, '\n');
}

static void put_server(struct text *t)
{
    const struct process_figures *p = metrics_process();
    put_known(t, "process_resident_memory_bytes", "Resident memory of the server process.",
              p->resident_bytes);
    put_known(t, "process_virtual_memory_bytes", "Virtual memory of the server process.",
              p->virtual_bytes);
    put_known(t, "process_open_fds", "Open descriptors of the server process.", p->fds);
    put_known(t, "process_max_fds", "The most descriptors that the server process may open.",
              p->fds_max);
    put_known(t, "process_start_time_seconds", "When the server process was started.",
              p->started_unix);
    put_cpu(t, "process_cpu_seconds_total", "Processor time of the server process.", p->cpu_us);
}

static void put_keeper(struct text *t)
{
    const struct process_figures *p = &app.board->figures.keeper.process;
    put_known(t, "boundtty_keeper_resident_memory_bytes", "Resident memory of the keeper.",
              p->resident_bytes);
    put_known(t, "boundtty_keeper_virtual_memory_bytes", "Virtual memory of the keeper.",
              p->virtual_bytes);
    put_known(t, "boundtty_keeper_open_fds", "Open descriptors of the keeper.", p->fds);
    put_known(t, "boundtty_keeper_max_fds", "The most descriptors that the keeper may open.",
              p->fds_max);
    put_known(t, "boundtty_keeper_start_time_seconds", "When the keeper was started.",
              p->started_unix);
    put_cpu(t, "boundtty_keeper_cpu_seconds_total", "Processor time of the keeper.", p->cpu_us);
}

enum table_value { TABLE_SIZE, TABLE_USED, TABLE_HIGH, TABLE_REFUSED };

static uint64_t table_value(const struct table *table, enum table_value which)
{
    const uint64_t values[] = {table->size, table->used, table->high, table->refused};
    return values[which];
}

static void put_tables(struct text *t, const char *name, const char *type, const char *help,
                       enum table_value which)
{
    const struct table *table;
    const char *called;
    put_family(t, name, type, help);
    for (uint16_t i = 0; (table = metrics_table(i, &called)) != NULL; i++) {
        text_str(t, name);
        text_str(t, "{table=\"");
        text_str(t, called);
        text_str(t, "\"} ");
        text_u64(t, table_value(table, which));
        text_char(t, '\n');
    }
}

static void put_table_sizes(struct text *t)
{
    put_tables(t, "boundtty_table_size", GAUGE, "Places in a table.", TABLE_SIZE);
    put_tables(t, "boundtty_table_used", GAUGE, "Places of a table in use.", TABLE_USED);
}

static void put_table_marks(struct text *t)
{
    put_tables(t, "boundtty_table_high_water", GAUGE, "The most places in use at once.",
               TABLE_HIGH);
    put_tables(t, "boundtty_table_refused_total", COUNTER,
               "Times that a table was full when a place was needed.", TABLE_REFUSED);
}

static unsigned windows_in(uint32_t phase)
{
    uint16_t slot = 0;
    unsigned count = 0;
    const struct window *w;
    while ((w = windows_next(NULL, &slot)) != NULL)
        count += w->phase == phase;
    return count;
}

static void put_phases(struct text *t)
{
    put_family(t, "boundtty_windows", GAUGE, "Windows, by phase.");
    for (uint32_t i = 0; i < PHASES; i++) {
        text_str(t, "boundtty_windows{phase=\"");
        text_str(t, windows_phase_name(i));
        text_str(t, "\"} ");
        text_u64(t, windows_in(i));
        text_char(t, '\n');
    }
}

static void put_population(struct text *t)
{
    const struct keeper_figures *k = &app.board->figures.keeper;
    put_family(t, "boundtty_children", GAUGE, "Programs of windows, by state.");
    for (uint16_t i = 0; i < FIGURE_CHILDREN; i++) {
        text_str(t, "boundtty_children{state=\"");
        text_str(t, metrics_child_state(i));
        text_str(t, "\"} ");
        text_u64(t, k->children[i]);
        text_char(t, '\n');
    }
    put_single(t, "boundtty_ptys", GAUGE, "PTYs held by the keeper.", k->ptys);
    put_single(t, "boundtty_viewers", GAUGE, "Clients attached to windows.", metrics_viewers());
    put_single(t, "boundtty_terminals_redrawn_total", COUNTER,
               "Terminals that a new server could not take over and had drawn again.",
               app.board->redrawn);
}

/* A histogram's buckets are cumulative. */
static void put_histogram(struct text *t, const char *name, const char *help,
                          const struct histogram *h)
{
    uint64_t below = 0;
    put_family(t, name, "histogram", help);
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        below += h->counts[i];
        text_str(t, name);
        text_str(t, "_bucket{le=\"");
        put_seconds(t, histogram_bound_us(i));
        text_str(t, "\"} ");
        text_u64(t, below);
        text_char(t, '\n');
    }
    below += h->counts[HISTOGRAM_BUCKETS];
    text_str(t, name);
    put_value(t, "_bucket", "le=\"+Inf\"", below);
    text_str(t, name);
    text_str(t, "_sum ");
    put_seconds(t, h->sum_us);
    text_char(t, '\n');
    text_str(t, name);
    put_value(t, "_count", NULL, below);
}

static void put_echo(struct text *t)
{
    put_histogram(t, "boundtty_echo_latency_seconds",
                  "From input taken to the next frame sent to its viewer.",
                  &app.board->figures.echo);
}

static void put_lag(struct text *t)
{
    put_histogram(t, "boundtty_loop_lag_seconds",
                  "Turns of the loop: the longest that something ready had to wait.",
                  &app.board->figures.traffic.turn);
}

static void put_requests(struct text *t)
{
    put_histogram(t, "boundtty_request_duration_seconds",
                  "From a request's head read to its response sent.",
                  &app.board->figures.traffic.request);
}

/* A label's value: what would end it is escaped; names have no control characters. */
static void put_label(struct text *t, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '"' || bytes[i] == '\\')
            text_char(t, '\\');
        text_char(t, bytes[i]);
    }
}

/* One place of the table of windows; the first begins the family. */
static void put_breaker(struct text *t, uint16_t slot)
{
    const char *name = "boundtty_breaker_state";
    if (slot == 0)
        put_family(t, name, GAUGE,
                   "Whether a window's program is started again: 0 closed, 1 half-open (one try), "
                   "2 open (it rests).");
    if (!app.board->window_slots[slot].taken)
        return;
    const struct window *w = &app.board->windows[slot];
    const struct session *s = sessions_find(w->session);
    text_str(t, name);
    text_str(t, "{session=\"");
    if (s)
        put_label(t, s->name, s->name_len);
    text_str(t, "\",window=\"");
    text_u64(t, w->index);
    text_str(t, "\"} ");
    text_u64(t, w->breaker.state);
    text_char(t, '\n');
}

static void (*const steps[])(struct text *) = {
    put_build,      put_server, put_keeper, put_table_sizes, put_table_marks,
    put_population, put_phases, put_echo,   put_lag,         put_requests};
#define STEPS (COUNT(steps))

static bool put_counter(struct text *t, uint16_t number)
{
    const struct counter *c = counters_at(number);
    if (!c)
        return false;
    if (c->help)
        put_family(t, c->family, COUNTER, c->help);
    put_value(t, c->family, c->label, counters_value(c));
    return true;
}

static bool prometheus_put(struct text *t, struct list_cursor *at)
{
    uint16_t step = at->slot++;
    if (step >= STEPS + LIMIT_WINDOWS)
        return put_counter(t, (uint16_t)(step - STEPS - LIMIT_WINDOWS));
    if (step >= STEPS)
        put_breaker(t, (uint16_t)(step - STEPS));
    else
        steps[step](t);
    return true;
}

const struct list_kind prometheus_list = {prometheus_put,
                                          "text/plain; version=0.0.4; charset=utf-8", false};
