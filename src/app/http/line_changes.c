/* One change waits for each window. A mark in the window's input (app/io/line) holds back what is
 * typed after it; the line's timer makes turns while there is one. */
#include "app/http/line_changes.h"

#include "app/request/item.h"
#include "net/respond.h"

/* A change whose request is not answered yet. */
static struct waiting_change {
    struct handle conn, window; /* conn.generation 0: none waits */
    uint64_t deadline_ms;
    bool applied; /* its break is being sent */
    struct line_change change;
} line_changes[LIMIT_WINDOWS];

void line_changes_answer(struct conn *c, const struct window *w)
{
    TEXT(t, LINE_JSON_MAX);
    line_put(&t, w);
    http_answer(c, 200, "application/json", &t, NULL);
}

/* Ends the wait with an answer, if its connection still exists. */
static void line_changes_end(struct waiting_change *k, struct window *w, struct verdict v)
{
    struct conn *c = conn_find(k->conn);
    k->conn.generation = 0;
    if (w)
        line_unmark(w);
    if (c && verdict_done(v))
        line_changes_answer(c, w);
    else if (c)
        http_error(c, v.status, v.sentence);
}

/* Whether a change keeps waiting, applied or not. If not, *v is its outcome. */
static bool line_changes_waits(struct waiting_change *k, struct window *w, uint64_t now_ms,
                               struct verdict *v)
{
    *v = w ? line_can_change(w) : verdict_refuse(404, "the window was closed");
    if (!verdict_done(*v))
        return false;
    if (!k->applied && !line_sent_mark(w, now_ms)) {
        *v = verdict_refuse(409, "the device has not taken what was typed before: discard that, or "
                                 "try again");
        return now_ms < k->deadline_ms;
    }
    if (!k->applied)
        *v = line_apply(w, &k->change);
    k->applied = true;
    return verdict_done(*v) && line_breaks(w);
}

static void line_changes_step(struct waiting_change *k, uint64_t now_ms)
{
    struct window *w = windows_find(k->window);
    struct verdict v = VERDICT_DONE;
    bool abandoned = !k->applied && !conn_find(k->conn);
    if (abandoned || !line_changes_waits(k, w, now_ms, &v))
        line_changes_end(k, w, v);
}

void line_changes_ask(const struct call *k, const struct line_change *c)
{
    struct waiting_change *waiting = &line_changes[windows_slot(k->window)];
    struct verdict v = line_can_change(k->window);
    if (verdict_done(v) && waiting->conn.generation != 0)
        v = verdict_refuse(503, "another change of this line is being made");
    if (!verdict_done(v)) {
        call_refuse(k, v);
        return;
    }
    *waiting = (struct waiting_change){.conn = conn_handle(k->conn),
                                       .window = windows_handle(k->window),
                                       .deadline_ms = k->now_ms + LINE_CHANGE_MS,
                                       .change = *c};
    line_mark(k->window);
    line_changes_step(waiting, k->now_ms);
}

void line_changes_turn(uint64_t now_ms)
{
    for (size_t i = 0; i < COUNT(line_changes); i++)
        if (line_changes[i].conn.generation != 0)
            line_changes_step(&line_changes[i], now_ms);
}
