/* Each family has its HELP and TYPE lines, followed by its values. The answer is a list of parts,
 * each of one or more items. Durations are stored in microseconds and written in seconds. */
#include "app/watch/prometheus.h"

#include "app/watch/capacities.h"
#include "app/watch/metrics.h"
#include "app/window/windows.h"

#define LINE_BYTES 160 /* longest value line, without a session's name */
#define FAMILY_BYTES 512

_Static_assert(FAMILY_BYTES + CAPACITIES_MAX * LINE_BYTES <= ITEM_MAX, "all tables fit an item");
_Static_assert(FAMILY_BYTES + (HISTOGRAM_BUCKETS + 3) * LINE_BYTES <= ITEM_MAX,
               "a histogram fits an item");
_Static_assert(FAMILY_BYTES + LINE_BYTES + 2 * LIMIT_NAME_BYTES <= ITEM_MAX, "a breaker does");

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

/* Writes name{label} without a value; label NULL: none. */
static void put_series(struct text *t, const char *name, const char *label)
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
    put_series(t, name, label);
    text_u64(t, v);
    text_char(t, '\n');
}

/* Writes microseconds as seconds, without trailing zeros. */
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

/* The parts. Each writes its item of a number. False: no more items. */

static bool prometheus_put_build(struct text *t, uint16_t number)
{
    if (number > 0)
        return false;
    put_family(t, "boundtty_build_info", "gauge",
               "The version and the profile that it was built as.");
    put_value(t, "boundtty_build_info",
              "version=\"" BOUNDTTY_VERSION "\",profile=\"" PROFILE_NAME "\"", 1);
    return true;
}

static bool prometheus_put_metric(struct text *t, uint16_t number)
{
    const struct metric *m = metrics_at(number);
    if (!m)
        return false;
    uint64_t value = m->family ? metrics_value(m) : 0;
    if (!m->family || (m->optional && value == 0))
        return true;
    if (m->help)
        put_family(t, m->family, m->type == METRIC_COUNTER ? "counter" : "gauge", m->help);
    put_series(t, m->family, m->label);
    if (m->microseconds)
        put_seconds(t, value);
    else
        text_u64(t, value);
    text_char(t, '\n');
    return true;
}

/* The families of the bounded tables. */
enum table_value { TABLE_SIZE, TABLE_USED, TABLE_HIGH, TABLE_REFUSED, TABLE_DISPLACED };

static uint64_t table_value(const struct table *table, enum table_value which)
{
    const uint64_t values[] = {table->size, table->used, table->high, table->refused,
                               table->refused};
    return values[which];
}

static bool has_value(const struct capacity *c, enum table_value which)
{
    return which < TABLE_REFUSED || c->displaces == (which == TABLE_DISPLACED);
}

static void put_table_value(struct text *t, const char *family, const struct capacity *c,
                            uint64_t value)
{
    text_str(t, family);
    text_str(t, "{table=\"");
    text_str(t, c->name);
    text_str(t, "\"} ");
    text_u64(t, value);
    text_char(t, '\n');
}

static bool prometheus_put_tables(struct text *t, uint16_t number)
{
    static const struct {
        const char *family, *type, *help;
    } families[] = {
        [TABLE_SIZE] = {"boundtty_table_size", "gauge", "Places in a table."},
        [TABLE_USED] = {"boundtty_table_used", "gauge", "Places of a table in use."},
        [TABLE_HIGH] = {"boundtty_table_high_water", "gauge", "The most places in use at once."},
        [TABLE_REFUSED] = {"boundtty_table_refused_total", "counter",
                           "Times that a table was full when a place was needed."},
        [TABLE_DISPLACED] = {"boundtty_table_displaced_total", "counter",
                             "Times that a new entry took the oldest one's place."},
    };
    const struct capacity *c;
    if (number >= COUNT(families))
        return false;
    put_family(t, families[number].family, families[number].type, families[number].help);
    for (uint16_t i = 0; (c = capacities_at(i)) != NULL; i++)
        if (has_value(c, (enum table_value)number))
            put_table_value(t, families[number].family, c,
                            table_value(c->table(), (enum table_value)number));
    return true;
}

/* Writes a histogram; its buckets are cumulative. */
static bool prometheus_put_histogram(struct text *t, uint16_t number)
{
    const struct duration *d = metrics_duration(number);
    uint64_t below = 0;
    if (!d)
        return false;
    const struct histogram *h = metrics_histogram(d);
    put_family(t, d->family, "histogram", d->help);
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        below += h->counts[i];
        text_str(t, d->family);
        text_str(t, "_bucket{le=\"");
        put_seconds(t, histogram_bound_us(i));
        text_str(t, "\"} ");
        text_u64(t, below);
        text_char(t, '\n');
    }
    below += h->counts[HISTOGRAM_BUCKETS];
    text_str(t, d->family);
    put_value(t, "_bucket", "le=\"+Inf\"", below);
    text_str(t, d->family);
    text_str(t, "_sum ");
    put_seconds(t, h->sum_us);
    text_char(t, '\n');
    text_str(t, d->family);
    put_value(t, "_count", NULL, below);
    return true;
}

/* Writes the value of a label, with quotes and backslashes escaped; names have no control
 * characters. */
static void put_label(struct text *t, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '"' || bytes[i] == '\\')
            text_char(t, '\\');
        text_char(t, bytes[i]);
    }
}

/* Writes the breaker of one slot of the window table; the first begins the family. */
static bool prometheus_put_breaker(struct text *t, uint16_t number)
{
    static const char name[] = "boundtty_breaker_state";
    if (number >= LIMIT_WINDOWS)
        return false;
    if (number == 0)
        put_family(t, name, "gauge",
                   "Whether a window's program is started again: 0 closed, 1 half-open (one try), "
                   "2 open (it rests).");
    if (!app.board->window_slots[number].taken)
        return true;
    const struct window *w = &app.board->windows[number];
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
    return true;
}

static bool prometheus_put_next(struct text *item, struct list_cursor *at)
{
    static bool (*const parts[])(struct text * t, uint16_t number) = {
        prometheus_put_build, prometheus_put_metric, prometheus_put_tables,
        prometheus_put_histogram, prometheus_put_breaker};
    for (; at->slot < COUNT(parts); at->slot++, at->part = 0)
        if (parts[at->slot](item, at->part++))
            return true;
    return false;
}

const struct list_kind prometheus_list = {prometheus_put_next,
                                          "text/plain; version=0.0.4; charset=utf-8", false};
