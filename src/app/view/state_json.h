/* The state message of boundtty.v1 (src/net/PROTOCOL.md). */
#ifndef APP_STATE_JSON_H
#define APP_STATE_JSON_H

#include "app/view/viewers.h"

/* The message, without the history's line numbers and the end of the object that follows them. */
void state_json_put(struct text *t, const struct conn *c, const struct viewer *v,
                    const struct window *w);
void state_json_put_lines(struct text *t, const struct history_state *h);

#endif
