/*
 * The table of sessions on the board. A session is a name for some windows: it is opened for its first window
 * and given back with its last.
 */
#ifndef APP_WINDOW_SESSIONS_H
#define APP_WINDOW_SESSIONS_H

#include "app/core/app.h"

/* Outcomes of what people ask for; each has its status and sentence in app/http/api_sessions. */
enum outcome {
    OUTCOME_OK,
    OUTCOME_BAD_NAME,
    OUTCOME_NAME_TAKEN,
    OUTCOME_SESSIONS_FULL,
    OUTCOME_WINDOWS_FULL,
    OUTCOME_BUSY, /* the window's program still runs */
};

struct handle sessions_handle(const struct session *s);
struct session *sessions_find(struct handle h);      /* NULL: it is gone */
struct session *sessions_by_name(struct slice name); /* NULL: none */
struct session *sessions_next(uint16_t *slot); /* from *slot = 0 on, by slots; NULL: no more */
struct slice sessions_name(const struct session *s);
/* An empty name: "main", or the first of "session-2", "session-3" and so on that is free. */
enum outcome sessions_open(struct slice name, struct session **made);
enum outcome sessions_rename(struct session *s, struct slice name);
void sessions_give(struct session *s); /* it has no windows; s names nothing afterwards */

#endif
