/* One object per window; the list is in the order of the table's slots. */
#include "app/http/window_json.h"

#include "app/io/line.h"
#include "app/window/breaker.h"
#include "app/window/ending.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "term/term.h"

/* Bytes of member names, punctuation, numbers, words and booleans. */
#define FIXED_BYTES 840

_Static_assert(ITEM_ESCAPED(LIMIT_NAME_BYTES + LIMIT_TITLE_BYTES + SOURCE_DESCRIBE_MAX +
                            ENDING_MAX) +
                       LINE_JSON_MAX + FIXED_BYTES <
                   ITEM_MAX,
               "a window fits an item");

static void put_respawn(struct text *t, bool *first, const struct window *w)
{
    const struct breaker *b = &w->breaker;
    uint64_t retry_ms = w->phase == PHASE_AWAY ? w->line.outage.retry_ms : b->retry_ms;
    json_put_string_member(t, first, "respawn", slice_of(breaker_policy_name(b)));
    json_put_string_member(t, first, "breaker", slice_of(breaker_state_name(b)));
    json_put_u64_member(t, first, "retry", breaker_seconds_until(retry_ms, clock_ms()));
    json_put_u64_member(t, first, "starts", b->starts);
    json_put_u64_member(t, first, "failures", breaker_failures(b));
    json_put_u64_member(t, first, "min_uptime", (app.config->min_uptime_ms + 999u) / 1000u);
}

static void put_source(struct text *t, bool *first, const struct window *w)
{
    TEXT(description, SOURCE_DESCRIBE_MAX);
    source_describe(&w->source, &description);
    BUG_UNLESS(!description.cut);
    json_put_string_member(t, first, "source", slice_of(source_name(&w->source)));
    json_put_string_member(t, first, "describe", text_slice(&description));
    if (source_is_line(&w->source)) {
        json_put_name(t, first, "line");
        line_put(t, w);
    }
}

static void put_phase(struct text *t, bool *first, const struct window *w)
{
    TEXT(ending, ENDING_MAX);
    ending_put(w, &ending);
    BUG_UNLESS(!ending.cut);
    json_put_string_member(t, first, "phase", slice_of(windows_phase_name(w->phase)));
    json_put_string_member(t, first, "ending", text_slice(&ending));
    if (ending_status(w) >= 0)
        json_put_u64_member(t, first, "status", (uint64_t)ending_status(w));
}

static void put_terminal(struct text *t, bool *first, const struct term_state *s)
{
    json_put_u64_member(t, first, "columns", s->cols);
    json_put_u64_member(t, first, "rows", s->rows);
    json_put_bool_member(t, first, "application_cursor", (s->modes & MODE_APPLICATION_CURSOR) != 0);
    json_put_u64_member(t, first, "bell", s->bell_serial);
}

void window_json_put(struct text *t, const struct window *w)
{
    const struct session *s = sessions_find(w->session);
    bool first = true;
    text_char(t, '{');
    json_put_u64_member(t, &first, "index", w->index);
    json_put_u64_member(t, &first, "incarnation", w->incarnation);
    json_put_string_member(t, &first, "name", slice_make(w->name, w->name_len));
    json_put_bool_member(t, &first, "active", s && s->active == w->index);
    json_put_string_member(t, &first, "title", term_title(&w->term));
    put_source(t, &first, w);
    put_phase(t, &first, w);
    put_terminal(t, &first, &w->term.state);
    json_put_u64_member(t, &first, "viewers", windows_live(w)->viewers);
    json_put_u64_member(t, &first, "pid", w->pid > 0 ? (uint64_t)w->pid : 0);
    json_put_u64_member(t, &first, "skipped", w->chunk.skipped);
    put_respawn(t, &first, w);
    text_char(t, '}');
}

static bool window_json_next(struct text *item, struct list_cursor *at)
{
    const struct session *s = sessions_find(at->subject);
    const struct window *w = s ? windows_next(s, &at->slot) : NULL;
    if (w)
        window_json_put(item, w);
    return w != NULL;
}

const struct list_kind window_json_list = {window_json_next, "application/json", true};
