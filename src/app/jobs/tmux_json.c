/* Format: {"state":..., "said":..., "sessions":[...], "windows":[...], "sessions_over":..., ...} */
#include "app/jobs/tmux_json.h"

#include "base/codec/json.h"

static void put_id_member(struct text *t, bool *first, const char *name, char kind, uint32_t number)
{
    json_put_name(t, first, name);
    text_char(t, '"');
    text_char(t, kind);
    text_u64(t, number);
    text_char(t, '"');
}

void tmux_json_put_entry(struct text *t, const struct tmux_entry *e, struct slice name)
{
    bool first = true;
    text_char(t, '{');
    put_id_member(t, &first, "id", e->kind, e->id);
    json_put_string_member(t, &first, "name", name);
    if (e->kind == '$') {
        json_put_u64_member(t, &first, "windows", e->windows);
        json_put_u64_member(t, &first, "attached", e->attached);
        json_put_time_member(t, &first, "created", e->created);
        json_put_time_member(t, &first, "activity", e->activity);
    } else {
        put_id_member(t, &first, "session", '$', e->session);
        json_put_u64_member(t, &first, "index", e->windows);
        json_put_bool_member(t, &first, "active", e->attached > 0);
    }
    text_char(t, '}');
}

void tmux_json_put_head(struct text *t, enum tmux_state state, struct slice said)
{
    bool first = true;
    text_char(t, '{');
    json_put_string_member(t, &first, "state", slice_of(tmux_state_name(state)));
    json_put_string_member(t, &first, "said", said);
    text_str(t, ",\"sessions\":[");
}

void tmux_json_put_foot(struct text *t, const struct tmux_list *list, bool windows, bool whole)
{
    bool first = false;
    text_str(t, windows ? "]" : "],\"windows\":[]");
    json_put_u64_member(t, &first, "sessions_over", list->sessions_over);
    json_put_u64_member(t, &first, "windows_over", list->windows_over);
    json_put_bool_member(t, &first, "whole", whole);
    text_char(t, '}');
}
