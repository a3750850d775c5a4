/* One object per session; the list is in the order of the table's slots. */
#include "app/http/session_json.h"

#include "app/window/windows.h"
#include "base/clock.h"
#include "base/codec/json.h"

_Static_assert(SESSION_JSON_MAX < ITEM_MAX, "a session fits an item");

void session_json_put(struct text *t, const struct session *s)
{
    bool first = true;
    text_char(t, '{');
    json_put_string_member(t, &first, "name", sessions_name(s));
    json_put_u64_member(t, &first, "windows", windows_count(s));
    json_put_bool_member(t, &first, "attached", windows_viewers(s) > 0);
    json_put_time_member(t, &first, "created", clock_unix_at(s->created_ms));
    json_put_time_member(t, &first, "activity", clock_unix_at(windows_activity(s)));
    text_char(t, '}');
}

static bool session_json_next(struct text *item, struct list_cursor *at)
{
    const struct session *s = sessions_next(&at->slot);
    if (s)
        session_json_put(item, s);
    return s != NULL;
}

const struct list_kind session_json_list = {session_json_next, "application/json", true};
