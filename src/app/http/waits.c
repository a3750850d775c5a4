/*
 * A watch outlives the connection that awaits it, for ORPHAN_MS: its client asks again under the
 * same id, also at the next server, and is answered with what has been found since. A new watch
 * takes a slot that is free or has expired, then the one that expires first among those that no
 * connection awaits.
 */
#include "app/http/waits.h"

#include "app/io/raw.h"
#include "app/window/ending.h"
#include "base/clock.h"
#include "net/fields.h"
#include "net/respond.h"
#include "term/transcript.h"
#include "term/watch.h"

#define DEFAULT_WAIT_MS 30000
#define WAIT_MS_MAX 3600000
#define ORPHAN_MS 60000
#define NO_WATCH LIMIT_WAITS /* only the end of the program is awaited */

static struct waiting {
    struct handle window; /* generation 0: the connection does not wait */
    uint64_t run;
    uint64_t until_ms;
    uint16_t watch; /* index, or NO_WATCH */
    uint8_t role;   /* enum role */
} waiting[LIMIT_CONNECTIONS];

static unsigned waits;

/* The parameters of a request. */
struct wait_request {
    uint64_t id, timeout_ms;
    struct slice pattern, echo;
    bool now;  /* not at the screen */
    bool from; /* since `position` of the window with this origin */
    uint64_t origin, position;
    char pattern_text[GLOB_MAX + 2], echo_text[WAIT_ECHO_BYTES];
};

/* The incarnation that a wait belongs to. 0: none; a line's waits continue while its device is
 * away, and those of a window that is not started yet continue with its start. */
static uint64_t waits_run(const struct window *w)
{
    return source_is_line(&w->source) || w->phase == PHASE_IDLE ? 0 : w->incarnation;
}

/* The number in all marks of a window. It is of the same kind as incarnations, and therefore never
 * that of another window. */
static uint64_t waits_origin(struct window *w)
{
    if (w->term.transcript.origin == 0)
        w->term.transcript.origin = ++app.board->incarnations;
    return w->term.transcript.origin;
}

static void waits_put(struct text *t, struct window *w, uint64_t position)
{
    text_u64(t, waits_origin(w));
    text_char(t, ':');
    text_u64(t, position);
}

void waits_put_mark(struct text *t, struct window *w)
{
    waits_put(t, w, transcript_mark(&w->term));
}

static bool waits_read_number(const struct call *k, const char *name, uint64_t max, uint64_t *to)
{
    struct slice value;
    return !http_query(k->request->query, name, &value) || (slice_u64(value, to) && *to <= max);
}

static const char *waits_read_pattern(const struct call *k, struct wait_request *r)
{
    struct slice value;
    size_t len;
    if (http_query(k->request->query, "pattern", &value)) {
        if (!http_decode(value, r->pattern_text, sizeof r->pattern_text, &len))
            return "pattern is percent-encoded, and at most 127 bytes long";
        r->pattern = slice_make(r->pattern_text, len);
        if (glob_wrong(r->pattern))
            return glob_wrong(r->pattern);
    }
    if (http_query(k->request->query, "echo", &value)) {
        if (!http_decode(value, r->echo_text, sizeof r->echo_text, &len))
            return "echo is percent-encoded, and at most 511 bytes long";
        r->echo = slice_part(slice_make(r->echo_text, len), 0, LIMIT_ECHO_BYTES - 1);
    }
    return NULL;
}

static const char *waits_read_from(const struct call *k, struct wait_request *r)
{
    struct slice value, origin, position;
    char text[WAITS_MARK_MAX + 1];
    size_t len;
    if (!http_query(k->request->query, "from", &value))
        return NULL;
    r->now = slice_equal(value, SLICE("now"));
    r->from = !r->now;
    if (!http_decode(value, text, sizeof text, &len))
        len = 0;
    position = slice_cut(slice_make(text, len), ':', &origin);
    if (r->now || (slice_u64(origin, &r->origin) && slice_u64(position, &r->position)))
        return NULL;
    return "from is a mark, or now";
}

/* Reads the parameters; returns what is wrong with one, or NULL. */
static const char *waits_read(const struct call *k, struct wait_request *r)
{
    const char *wrong = waits_read_pattern(k, r);
    if (!wrong)
        wrong = waits_read_from(k, r);
    if (!wrong && !waits_read_number(k, "id", UINT64_MAX, &r->id))
        wrong = "id is a number of at most 64 bits";
    if (!wrong && !waits_read_number(k, "timeout_ms", WAIT_MS_MAX, &r->timeout_ms))
        wrong = "timeout_ms is a number of milliseconds, at most 3600000";
    return wrong;
}

/* Finds the connection that awaits a watch; NULL: none. */
static struct conn *waits_conn(const struct window *w, uint16_t watch)
{
    for (struct conn *c = conn_next(NULL); c && waits > 0; c = conn_next(c)) {
        const struct waiting *v = &waiting[conn_index(c)];
        if (v->watch == watch && handle_equal(v->window, windows_handle(w)))
            return c;
    }
    return NULL;
}

static void waits_end(struct conn *c)
{
    waiting[conn_index(c)] = (struct waiting){0};
    waits--;
    http_awaited(c);
}

static void waits_refuse_full(struct conn *c)
{
    http_error_with(c, 503, "the window has as many waits as it can hold",
                    TEXT_OF("Retry-After: 10\r\n"));
}

/* Finds a slot for a new watch. A wait of the viewer token makes room for one of the token. NULL:
 * all are in use. */
static struct watch *waits_take_slot(const struct call *k)
{
    struct window *w = k->window;
    struct watch *best = NULL;
    struct conn *viewer = NULL;
    for (uint16_t i = 0; i < LIMIT_WAITS; i++) {
        struct watch *s = &w->term.transcript.watches[i];
        struct conn *c = waits_conn(w, i);
        if (!c && (!best || s->until_ms < best->until_ms))
            best = s;
        if (c && waiting[conn_index(c)].role != ROLE_FULL)
            viewer = c;
    }
    if (best || !viewer || k->role != ROLE_FULL)
        return best;
    best = &w->term.transcript.watches[waiting[conn_index(viewer)].watch];
    waits_end(viewer);
    waits_refuse_full(viewer);
    return best;
}

/* Whether a wait that belongs to this incarnation continues in the present one. */
static bool is_same_run(uint64_t run, const struct window *w)
{
    return run == 0 || run == waits_run(w);
}

/* Finds the watch that the client has started already. */
static struct watch *waits_again(struct window *w, const struct wait_request *r)
{
    struct watch *all = w->term.transcript.watches;
    for (uint16_t i = 0; i < LIMIT_WAITS && r->id != 0; i++)
        if (all[i].id == r->id && is_same_run(all[i].run, w) &&
            slice_equal(slice_make(all[i].pattern, all[i].pattern_len), r->pattern))
            return &all[i];
    return NULL;
}

/* Begins to look for the pattern. NULL: the request was answered. */
static struct watch *waits_begin(const struct call *k, const struct wait_request *r)
{
    struct window *w = k->window;
    struct term *t = &w->term;
    if (r->from && r->origin != waits_origin(w)) {
        http_error(k->conn, 409, "this mark is another window's");
        return NULL;
    }
    if (r->from && !transcript_keeps(t, r->position)) {
        http_error(k->conn, 409, "the output since this mark is no longer kept");
        return NULL;
    }
    if (!raw_shows(w)) {
        http_error(k->conn, 409, "the window shows nothing: screen = off");
        return NULL;
    }
    struct watch *s = waits_take_slot(k);
    if (!s) {
        waits_refuse_full(k->conn);
        return NULL;
    }
    *s = (struct watch){.id = r->id != 0 ? r->id : UINT64_MAX, .run = waits_run(w)};
    watch_start(t, &app.board->undo, s, r->pattern, r->echo);
    if (r->from)
        (void)watch_since(t, &app.board->undo, s, r->position);
    else if (!r->now)
        watch_screen(t, &app.board->undo, s);
    return s;
}

static void waits_answer(struct conn *c, const char *result, struct window *w, uint64_t position,
                         bool status)
{
    TEXT(t, 96 + WAITS_MARK_MAX);
    bool first = true;
    text_char(&t, '{');
    json_put_string_member(&t, &first, "result", slice_of(result));
    if (position > 0) {
        json_put_name(&t, &first, "mark");
        text_char(&t, '"');
        waits_put(&t, w, position);
        text_char(&t, '"');
    }
    if (status)
        json_put_u64_member(&t, &first, "status", (uint64_t)ending_status(w));
    text_char(&t, '}');
    http_answer(c, 200, "application/json", &t, NULL);
}

/* Answers the connection if its wait is over. */
static void waits_look(struct conn *c, uint64_t now_ms)
{
    struct waiting v = waiting[conn_index(c)];
    struct window *w = windows_find(v.window);
    const struct watch *s = w && v.watch != NO_WATCH ? &w->term.transcript.watches[v.watch] : NULL;
    bool same = w && is_same_run(v.run, w), ended = !same || windows_over(w);
    if (same)
        waiting[conn_index(c)].run = waits_run(w);
    if (s && s->found == 0)
        s = NULL;
    if (!s && !ended && now_ms < v.until_ms)
        return;
    waits_end(c);
    if (s)
        waits_answer(c, "matched", w, s->found, false);
    else if (!w)
        waits_answer(c, "closed", NULL, 0, false);
    else if (ended)
        waits_answer(c, "ended", w, 0, same && ending_status(w) >= 0);
    else
        waits_answer(c, "timeout", w, transcript_mark(&w->term), false);
}

void api_wait(const struct call *k)
{
    struct wait_request r = {.timeout_ms = DEFAULT_WAIT_MS};
    struct watch *s = NULL;
    const char *wrong = waits_read(k, &r);
    if (wrong) {
        http_error(k->conn, 400, wrong);
        return;
    }
    if (r.pattern.len > 0) {
        s = waits_again(k->window, &r);
        if (!s)
            s = waits_begin(k, &r);
        if (!s)
            return;
        s->until_ms = k->now_ms + r.timeout_ms + ORPHAN_MS;
    }
    waits++;
    waiting[conn_index(k->conn)] =
        (struct waiting){.window = windows_handle(k->window),
                         .run = waits_run(k->window),
                         .until_ms = k->now_ms + r.timeout_ms,
                         .watch = s ? (uint16_t)(s - k->window->term.transcript.watches) : NO_WATCH,
                         .role = (uint8_t)k->role};
    waits_look(k->conn, k->now_ms);
}

uint64_t waits_turn(uint64_t now_ms)
{
    uint64_t wake = UINT64_MAX;
    for (struct conn *c = conn_next(NULL); c && waits > 0; c = conn_next(c)) {
        const struct waiting *v = &waiting[conn_index(c)];
        if (v->window.generation == 0)
            continue;
        waits_look(c, now_ms);
        if (v->window.generation != 0)
            wake = clock_earlier(wake, v->until_ms);
    }
    return wake;
}

void waits_close(struct conn *c)
{
    if (waiting[conn_index(c)].window.generation != 0)
        waits_end(c);
}
