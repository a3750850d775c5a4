/* Connections are listed in the order of their table. */
#include "app/view/connections.h"

#include "app/view/viewers.h"
#include "base/clock.h"
#include "base/codec/json.h"

/* Bytes of member names, punctuation, numbers and booleans. */
#define FIXED_BYTES 320

_Static_assert(ITEM_ESCAPED(CONN_ADDRESS_BYTES + LIMIT_NAME_BYTES) + FIXED_BYTES < ITEM_MAX,
               "a connection fits an item");

static void put_viewer(struct text *t, bool *first, const struct viewer *v, const struct window *w,
                       const struct session *s)
{
    json_put_string_member(t, first, "session", sessions_name(s));
    json_put_u64_member(t, first, "window", w->index);
    json_put_u64_member(t, first, "columns", v->cols);
    json_put_u64_member(t, first, "rows", v->rows);
    json_put_bool_member(t, first, "readonly", v->role != ROLE_FULL);
    json_put_u64_member(t, first, "frames", v->frames);
}

static void put_connection(struct text *t, const struct conn *c)
{
    const struct viewer *v = viewers_of(c);
    const struct window *w = windows_find(v->window);
    const struct session *s = w ? sessions_find(w->session) : NULL;
    bool first = true;
    text_char(t, '{');
    json_put_string_member(t, &first, "address", slice_of(conn_address(c)));
    json_put_u64_member(t, &first, "seconds", (clock_ms() - conn_since_ms(c)) / 1000);
    if (s && v->dialect)
        put_viewer(t, &first, v, w, s);
    json_put_string_member(t, &first, "dialect", slice_of(v->dialect ? v->dialect->name : "http"));
    text_char(t, '}');
}

static bool connections_next(struct text *item, struct list_cursor *at)
{
    struct conn *c = conn_next(NULL);
    while (c && conn_index(c) < at->slot)
        c = conn_next(c);
    if (!c)
        return false;
    at->slot = (uint16_t)(conn_index(c) + 1);
    put_connection(item, c);
    return true;
}

const struct list_kind connections_list = {connections_next, "application/json", true};
