/*
 * A list in progress is a kind and a position; each item is built whole in a small
 * text and leaves where it fits. What the position names may vanish in between: the list then
 * goes on with what comes after it.
 */
#include "app/http/lists.h"

#include "app/io/line.h"
#include "app/watch/metrics.h"
#include "app/watch/sampler.h"
#include "app/window/breaker.h"
#include "app/window/ending.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "base/codec/logfmt.h"
#include "term/term.h"

#include <string.h>

#define ITEM_MAX 2048 /* one item, or one painted row of text */

_Static_assert(METRICS_STEP_MAX <= ITEM_MAX && SAMPLER_STEP_MAX <= ITEM_MAX, "a step is an item");

enum list_kind {
    LIST_NONE,
    LIST_SESSIONS,
    LIST_WINDOWS,
    LIST_CONNECTIONS,
    LIST_SCREEN,
    LIST_METRICS,
    LIST_STATUS,
    LIST_SAMPLES,
    LIST_LOG,
    LIST_LOG_JSON,
    LIST_TMUX,
};

struct list {
    enum list_kind kind;
    bool began;    /* an item was written */
    uint16_t slot; /* where it goes on: a slot, or a step */
    union {
        struct handle subject;    /* the session or window that is listed */
        struct tmux_telling tmux; /* LIST_TMUX */
    };
    uint64_t line;     /* LIST_SCREEN: the next line, by absolute number; LIST_SAMPLES: the first
                          sample; LIST_LOG: the next line's number */
    uint64_t top;      /* the screen's first row has this number; the sample past the last */
    uint64_t position; /* LIST_SCREEN: where the next line begins in the history; 0: to be sought */
    uint32_t epoch;    /* of the history, when that was found */
    uint16_t row;      /* the next row of the screen */
};

static struct list lists[LIMIT_CONNECTIONS];

static void put_time(struct text *t, uint64_t unix_seconds)
{
    text_char(t, '"');
    text_time(t, (int64_t)unix_seconds);
    text_char(t, '"');
}

static void put_number(struct text *t, bool *first, const char *name, uint64_t v)
{
    json_put_name(t, first, name);
    text_u64(t, v);
}

static void put_string(struct text *t, bool *first, const char *name, struct slice s)
{
    json_put_name(t, first, name);
    json_put_string(t, s);
}

static void put_bool(struct text *t, bool *first, const char *name, bool b)
{
    json_put_name(t, first, name);
    text_str(t, b ? "true" : "false");
}

void lists_put_session(struct text *t, const struct session *s)
{
    bool first = true;
    text_char(t, '{');
    put_string(t, &first, "name", slice_make(s->name, s->name_len));
    put_number(t, &first, "windows", windows_count(s));
    put_bool(t, &first, "attached", windows_viewers(s) > 0);
    json_put_name(t, &first, "created");
    put_time(t, s->created_unix);
    json_put_name(t, &first, "activity");
    put_time(t, s->active_unix);
    text_char(t, '}');
}

static void put_breaker(struct text *t, bool *first, const struct breaker *b)
{
    put_string(t, first, "respawn", slice_of(breaker_policy_name(b)));
    put_string(t, first, "breaker", slice_of(breaker_state_name(b)));
    put_number(t, first, "retry", breaker_retry_seconds(b, clock_ms()));
    put_number(t, first, "starts", b->starts);
    put_number(t, first, "failures", breaker_failures(b));
    put_number(t, first, "min_uptime", (app.config->min_uptime_ms + 999u) / 1000u);
}

void lists_put_window(struct text *t, const struct window *w)
{
    const struct session *s = sessions_find(w->session);
    char storage[LIMIT_NAME_BYTES + 128], describing[256];
    struct text ending, source;
    text_init(&ending, storage, sizeof storage);
    ending_put(w, &ending);
    text_init(&source, describing, sizeof describing);
    source_describe(&w->source, &source);
    bool first = true;
    text_char(t, '{');
    put_number(t, &first, "index", w->index);
    put_string(t, &first, "name", slice_make(w->name, w->name_len));
    put_bool(t, &first, "active", s && s->active == w->index);
    put_string(t, &first, "title", term_title(&w->term));
    put_string(t, &first, "source", slice_of(source_name(&w->source)));
    put_string(t, &first, "describe", text_slice(&source));
    if (source_is_line(&w->source)) {
        json_put_name(t, &first, "line");
        line_put(t, w);
    }
    put_string(t, &first, "phase", slice_of(windows_phase_name(w->phase)));
    put_string(t, &first, "ending", text_slice(&ending));
    if (ending_status(w) >= 0)
        put_number(t, &first, "status", (uint64_t)ending_status(w));
    put_number(t, &first, "columns", w->term.state.cols);
    put_number(t, &first, "rows", w->term.state.rows);
    put_number(t, &first, "viewers", windows_live(w)->viewers);
    put_bool(t, &first, "application_cursor", (w->term.state.modes & MODE_APPLICATION_CURSOR) != 0);
    put_number(t, &first, "pid", w->pid > 0 ? (uint64_t)w->pid : 0);
    put_number(t, &first, "bell", w->term.state.bell_serial);
    put_number(t, &first, "skipped", w->chunk.skipped);
    put_breaker(t, &first, &w->breaker);
    text_char(t, '}');
}

static void put_connection(struct text *t, const struct conn *c)
{
    const struct viewer *v = viewer_of(c);
    const struct window *w = windows_find(v->window);
    const struct session *s = w ? sessions_find(w->session) : NULL;
    bool first = true;
    text_char(t, '{');
    put_string(t, &first, "address", slice_of(conn_address(c)));
    put_number(t, &first, "seconds", (clock_ms() - conn_since_ms(c)) / 1000);
    if (s && v->dialect != DIALECT_NONE) {
        put_string(t, &first, "session", slice_make(s->name, s->name_len));
        put_number(t, &first, "window", w->index);
        put_number(t, &first, "columns", v->cols);
        put_number(t, &first, "rows", v->rows);
        put_bool(t, &first, "readonly", v->role != ROLE_FULL);
        put_number(t, &first, "frames", v->frames);
    }
    put_string(t, &first, "dialect",
               slice_of(v->dialect == DIALECT_V1    ? "boundtty.v1"
                        : v->dialect == DIALECT_TTY ? "tty"
                                                    : "http"));
    text_char(t, '}');
}

static void separate(struct list *l, struct text *t)
{
    if (l->began)
        text_char(t, ',');
    l->began = true;
}

static bool next_session(struct list *l, struct text *t)
{
    const struct session *s = sessions_next(&l->slot);
    if (!s)
        return false;
    separate(l, t);
    lists_put_session(t, s);
    return true;
}

static bool next_window(struct list *l, struct text *t)
{
    const struct session *s = sessions_find(l->subject);
    const struct window *w = s ? windows_next(s, &l->slot) : NULL;
    if (!w)
        return false;
    separate(l, t);
    lists_put_window(t, w);
    return true;
}

static bool next_connection(struct list *l, struct text *t)
{
    for (struct conn *c = net_next(NULL); c; c = net_next(c)) {
        if (conn_index(c) < l->slot)
            continue;
        l->slot = (uint16_t)(conn_index(c) + 1);
        separate(l, t);
        put_connection(t, c);
        return true;
    }
    return false;
}

/* The next line of the history without its attributes; the line's end where it does not go on.
 * Where the list went on last is known, unless that was overwritten meanwhile, or laid out anew;
 * lines that are not kept any more are passed over. */
static void put_history_text(struct text *t, const struct history *h, struct list *l)
{
    struct history_line at;
    struct history_cell cell;
    bool known = l->position >= h->state.tail && l->position > 0 && l->epoch == h->state.epoch;
    if (l->line < h->state.first)
        l->line = h->state.first < l->top ? h->state.first : l->top;
    l->epoch = h->state.epoch;
    if ((!known && !history_seek(h, l->line, &l->position)) ||
        !history_after(h, &l->position, &at)) {
        l->line = l->top;
        return;
    }
    l->line++;
    while (history_cell(&at, &cell) && t->size - t->len > LIMIT_CLUSTER_POINTS * 4 + 1) {
        uint8_t utf8[4];
        if (cell.count == 0)
            text_char(t, ' ');
        for (uint32_t i = 0; i < cell.count; i++)
            text_add(t, (struct slice){utf8, utf8_put(cell.points[i], utf8)});
    }
    if (!at.wrapped)
        text_char(t, '\n');
}

static bool next_line(struct list *l, struct text *t)
{
    const struct window *w = windows_find(l->subject);
    if (!w)
        return false;
    if (l->line < l->top) {
        put_history_text(t, &w->term.history, l);
        return true;
    }
    if (l->row >= w->term.state.rows)
        return false;
    t->len = term_row_text(&w->term, l->row, (uint8_t *)t->at, t->size - 1);
    text_char(t, '\n');
    l->row++;
    return true;
}

static bool next_log_line(struct list *l, struct text *t)
{
    uint8_t line[JOURNAL_LINE_BYTES];
    uint32_t number = (uint32_t)l->line;
    int len = journal_read(&app.board->journal, &number, line);
    if (len < 0 || number >= l->top)
        return false;
    l->line = number + 1u;
    struct slice whole = {line, (size_t)len};
    if (l->kind == LIST_LOG) {
        text_add(t, whole);
        text_char(t, '\n');
        return true;
    }
    separate(l, t);
    logfmt_json(whole, t);
    return true;
}

/* Writes the next item; false: there are no more. */
static bool put_next(struct list *l, struct text *t)
{
    switch (l->kind) {
    case LIST_SESSIONS:
        return next_session(l, t);
    case LIST_WINDOWS:
        return next_window(l, t);
    case LIST_CONNECTIONS:
        return next_connection(l, t);
    case LIST_SCREEN:
        return next_line(l, t);
    case LIST_METRICS:
        return prometheus_put(t, l->slot++);
    case LIST_STATUS:
        return metrics_put_status(t, l->slot++);
    case LIST_SAMPLES:
        return sampler_put(t, l->slot++, l->line, l->top);
    case LIST_LOG:
    case LIST_LOG_JSON:
        return next_log_line(l, t);
    case LIST_TMUX:
        return tmux_put(t, &l->tmux);
    case LIST_NONE:
        break;
    }
    return false;
}

/* The brackets around a list of items. */
static bool bracketed(const struct list *l)
{
    return (l->kind >= LIST_SESSIONS && l->kind <= LIST_CONNECTIONS) || l->kind == LIST_LOG_JSON;
}

static const char *type_of(const struct list *l)
{
    if (l->kind == LIST_METRICS)
        return "text/plain; version=0.0.4; charset=utf-8";
    return l->kind == LIST_SCREEN || l->kind == LIST_LOG ? "text/plain; charset=utf-8"
                                                         : "application/json";
}

static void finish(struct conn *c, struct list *l)
{
    if (bracketed(l))
        http_piece(c, TEXT_OF("]"));
    l->kind = LIST_NONE;
    http_finish(c);
}

void lists_writable(struct conn *c, uint64_t now_ms)
{
    struct list *l = &lists[conn_index(c)];
    char storage[ITEM_MAX];
    struct text t;
    (void)now_ms;
    while (l->kind != LIST_NONE && http_room(c) >= sizeof storage) {
        text_init(&t, storage, sizeof storage);
        if (put_next(l, &t))
            http_piece(c, &t);
        else
            finish(c, l);
    }
}

static void begin_with(struct conn *c, struct list list, const struct text *extra)
{
    lists[conn_index(c)] = list;
    http_stream(c, 200, type_of(&list), extra);
    if (bracketed(&list))
        http_piece(c, TEXT_OF("["));
    lists_writable(c, 0);
}

static void begin(struct conn *c, struct list list)
{
    begin_with(c, list, NULL);
}

void lists_sessions(struct conn *c)
{
    begin(c, (struct list){.kind = LIST_SESSIONS});
}

void lists_windows(struct conn *c, const struct session *s)
{
    begin(c, (struct list){.kind = LIST_WINDOWS, .subject = sessions_handle(s)});
}

void lists_connections(struct conn *c)
{
    begin(c, (struct list){.kind = LIST_CONNECTIONS});
}

void lists_metrics(struct conn *c)
{
    begin(c, (struct list){.kind = LIST_METRICS});
}

void lists_status(struct conn *c)
{
    begin(c, (struct list){.kind = LIST_STATUS});
}

void lists_samples(struct conn *c)
{
    const struct samples *s = &app.board->figures.samples;
    begin(c, (struct list){.kind = LIST_SAMPLES, .line = samples_first(s), .top = s->next});
}

void lists_log(struct conn *c, uint32_t lines, bool json)
{
    const struct journal *j = &app.board->journal;
    uint32_t next = journal_next(j), oldest = journal_oldest(j);
    begin(c, (struct list){.kind = json ? LIST_LOG_JSON : LIST_LOG,
                           .line = next - oldest > lines ? next - lines : oldest,
                           .top = next});
}

/* Who comes again tells by History-Next where the history that it has not seen begins. */
static void begin_screen(struct conn *c, const struct window *w, uint64_t line)
{
    const struct history_state *h = &w->term.history.state;
    TEXT(extra, 128);
    text_str(&extra, "History-Next: ");
    text_u64(&extra, h->next);
    text_str(&extra, "\r\n");
    if (ending_status(w) >= 0) {
        text_str(&extra, "Exit-Status: ");
        text_i64(&extra, ending_status(w));
        text_str(&extra, "\r\n");
    }
    if (line < h->first)
        line = h->first;
    begin_with(c,
               (struct list){.kind = LIST_SCREEN,
                             .subject = windows_handle(w),
                             .line = line < h->next ? line : h->next,
                             .top = h->next},
               &extra);
}

void lists_tmux(struct conn *c, struct tmux_telling at)
{
    begin(c, (struct list){.kind = LIST_TMUX, .tmux = at});
}

void lists_screen(struct conn *c, const struct window *w, uint64_t history)
{
    uint64_t next = w->term.history.state.next;
    begin_screen(c, w, next - (history < next ? history : next));
}

void lists_screen_from(struct conn *c, const struct window *w, uint64_t line)
{
    begin_screen(c, w, line);
}

void lists_close(struct conn *c)
{
    lists[conn_index(c)].kind = LIST_NONE;
}
