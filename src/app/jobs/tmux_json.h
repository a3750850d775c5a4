/* Writes tmux's sessions and windows as the API shows them (src/net/API.md). */
#ifndef APP_TMUX_JSON_H
#define APP_TMUX_JSON_H

#include "app/jobs/tmux_list.h"

/* Bytes of the longest of the three, escaped. */
#define TMUX_JSON_MAX (6 * (LIMIT_NAME_BYTES + TMUX_SAID_BYTES) + 256)

void tmux_json_put_head(struct text *t, enum tmux_state state, struct slice said);
void tmux_json_put_entry(struct text *t, const struct tmux_entry *e, struct slice name);
/* windows: the array of windows has begun. whole: all entries come from one list. */
void tmux_json_put_foot(struct text *t, const struct tmux_list *list, bool windows, bool whole);

#endif
