/* Writes a session as the API shows it (src/net/API.md). */
#ifndef APP_SESSION_JSON_H
#define APP_SESSION_JSON_H

#include "app/request/lists.h"
#include "app/window/sessions.h"

/* Bytes of the longest object, escaped. */
#define SESSION_JSON_MAX (ITEM_ESCAPED(LIMIT_NAME_BYTES) + 192)

void session_json_put(struct text *t, const struct session *s);
extern const struct list_kind session_json_list; /* lists all sessions */

#endif
