/* The names and slots of sessions. Names are unique; a session opened without a name gets one. */
#include "app/window/sessions.h"

#include "base/clock.h"
#include "source/name.h"

#include <string.h>

struct handle sessions_handle(const struct session *s)
{
    return table_handle(app.board->session_slots, (uint16_t)(s - app.board->sessions));
}

struct session *sessions_find(struct handle h)
{
    struct board *b = app.board;
    return table_holds(&b->session_table, b->session_slots, h) ? &b->sessions[h.index] : NULL;
}

struct session *sessions_next(uint16_t *slot)
{
    while (*slot < LIMIT_SESSIONS) {
        uint16_t i = (*slot)++;
        if (app.board->session_slots[i].taken)
            return &app.board->sessions[i];
    }
    return NULL;
}

struct slice sessions_name(const struct session *s)
{
    return slice_make(s->name, s->name_len);
}

struct session *sessions_by_name(struct slice name)
{
    uint16_t slot = 0;
    struct session *s;
    while ((s = sessions_next(&slot)) != NULL)
        if (slice_equal(sessions_name(s), name))
            return s;
    return NULL;
}

static void sessions_make_name(struct text *t)
{
    for (uint32_t n = 1; n <= LIMIT_SESSIONS + 1; n++) {
        t->len = 0;
        text_str(t, n == 1 ? "main" : "session-");
        if (n > 1)
            text_u64(t, n);
        if (!sessions_by_name(text_slice(t)))
            return;
    }
}

static void sessions_set_name(struct session *s, struct slice name)
{
    memcpy(s->name, name.at, name.len);
    s->name_len = (uint16_t)name.len;
}

enum outcome sessions_open(struct slice name, struct session **made)
{
    TEXT(own, LIMIT_NAME_BYTES);
    if (name.len == 0) {
        sessions_make_name(&own);
        name = text_slice(&own);
    }
    if (!name_valid(name))
        return OUTCOME_BAD_NAME;
    if (sessions_by_name(name))
        return OUTCOME_NAME_TAKEN;
    struct board *b = app.board;
    uint16_t slot = table_take(&b->session_table, b->session_slots);
    if (slot == TABLE_NONE)
        return OUTCOME_SESSIONS_FULL;
    struct session *s = &b->sessions[slot];
    uint64_t now = clock_ms();
    *s = (struct session){.created_ms = now, .active_ms = now};
    sessions_set_name(s, name);
    b->list_serial++;
    *made = s;
    return OUTCOME_OK;
}

enum outcome sessions_rename(struct session *s, struct slice name)
{
    if (!name_valid(name))
        return OUTCOME_BAD_NAME;
    struct session *other = sessions_by_name(name);
    if (other && other != s)
        return OUTCOME_NAME_TAKEN;
    sessions_set_name(s, name);
    app.board->list_serial++;
    return OUTCOME_OK;
}

void sessions_give(struct session *s)
{
    table_give(&app.board->session_table, app.board->session_slots,
               (uint16_t)(s - app.board->sessions));
    app.board->list_serial++;
}
