/*
 * The table of sessions on the board. A session is a name for a group of windows: it is opened for
 * its first window and freed with its last.
 */
#ifndef APP_WINDOW_SESSIONS_H
#define APP_WINDOW_SESSIONS_H

#include "app/core/app.h"

/* Outcomes of requests; app/http/api_sessions has the status and sentence of each. */
enum outcome {
    OUTCOME_OK,
    OUTCOME_BAD_NAME,
    OUTCOME_NAME_TAKEN,
    OUTCOME_SESSIONS_FULL,
    OUTCOME_WINDOWS_FULL,
    OUTCOME_BUSY, /* the window's program is still running */
};

struct handle sessions_handle(const struct session *s);
struct session *sessions_find(struct handle h);      /* NULL: no longer open */
struct session *sessions_by_name(struct slice name); /* NULL: none */
/* Iterates in the order of slots, from *slot = 0; NULL: the end. */
struct session *sessions_next(uint16_t *slot);
struct slice sessions_name(const struct session *s);
/* Opens a session. An empty name is replaced by "main", or by the first free one of "session-2",
 * "session-3" and so on. */
enum outcome sessions_open(struct slice name, struct session **made);
enum outcome sessions_rename(struct session *s, struct slice name);
/* Frees a session without windows; s is invalid afterwards. */
void sessions_give(struct session *s);

#endif
