/* Writes the state message of boundtty.v1 (src/net/PROTOCOL.md). */
#ifndef APP_STATE_JSON_H
#define APP_STATE_JSON_H

#include "app/view/viewers.h"

/* Writes the message up to, but not including, the history's line numbers and the end of the
 * object; state_json_put_lines() writes these. */
void state_json_put(struct text *t, const struct conn *c, const struct viewer *v,
                    const struct window *w);
void state_json_put_lines(struct text *t, const struct history_state *h);

#endif
