/* The line numbers come last, since they change often: the digest of the rest shows whether
 * anything else has changed. */
#include "app/view/state_json.h"

#include "app/io/input.h"
#include "app/request/item.h"
#include "app/view/input_lock.h"
#include "app/view/viewer.h"
#include "app/window/ending.h"
#include "base/bug.h"

/* Bytes of member names, punctuation, numbers, words and booleans. */
#define FIXED_BYTES 640

_Static_assert(ITEM_ESCAPED(LIMIT_NAME_BYTES + ENDING_MAX) + FIXED_BYTES <= ITEM_MAX,
               "a state message fits an item");

/* The size that the viewer asked for, if the window is smaller as its size is bounded. */
static void state_json_put_asked(struct text *t, bool *first, const struct viewer *v,
                                 const struct term_state *s)
{
    bool asked = true;
    if (v->cols <= s->cols && v->rows <= s->rows)
        return;
    json_put_name(t, first, "asked");
    text_char(t, '{');
    json_put_u64_member(t, &asked, "columns", v->cols);
    json_put_u64_member(t, &asked, "rows", v->rows);
    text_char(t, '}');
}

static void state_json_put_phase(struct text *t, bool *first, const struct window *w)
{
    TEXT(ending, ENDING_MAX);
    ending_put(w, &ending);
    BUG_UNLESS(!ending.cut);
    json_put_string_member(t, first, "phase", slice_of(windows_phase_name(w->phase)));
    json_put_string_member(t, first, "ending", text_slice(&ending));
    if (ending_status(w) < 0)
        return;
    json_put_u64_member(t, first, "status", (uint64_t)ending_status(w));
    if (w->breaker.retry_ms > 0)
        json_put_bool_member(t, first, "retry", true);
}

void state_json_put(struct text *t, const struct conn *c, const struct viewer *v,
                    const struct window *w)
{
    const struct term_state *s = &w->term.state;
    bool first = true;
    text_str(t, "3{");
    json_put_u64_member(t, &first, "columns", s->cols);
    json_put_u64_member(t, &first, "rows", s->rows);
    json_put_bool_member(t, &first, "owner", viewer_owns(c, w));
    if (viewer_owns(c, w))
        state_json_put_asked(t, &first, v, s);
    json_put_u64_member(t, &first, "viewers", windows_live(w)->viewers);
    state_json_put_phase(t, &first, w);
    json_put_u64_member(t, &first, "incarnation", w->incarnation);
    json_put_u64_member(t, &first, "discarded", input_discarded(v->client));
    if (w->phase == PHASE_AWAY)
        json_put_u64_member(t, &first, "waiting", ring_used(&w->input.ring));
    json_put_string_member(t, &first, "name", slice_make(w->name, w->name_len));
    json_put_string_member(t, &first, "input_lock", slice_of(input_lock_state(w, v)));
    json_put_bool_member(t, &first, "lock_requested", input_lock_requested(w, v));
    json_put_bool_member(t, &first, "alternate", s->active == SCREEN_ALTERNATE);
    json_put_u64_member(t, &first, "list", app.board->list_serial);
    json_put_name(t, &first, "history");
    text_str(t, "{\"epoch\":");
    text_u64(t, w->term.history.state.epoch);
}

void state_json_put_lines(struct text *t, const struct history_state *h)
{
    bool first = false;
    json_put_u64_member(t, &first, "first", h->first);
    json_put_u64_member(t, &first, "next", h->next);
    text_str(t, "}}");
}
