/* Attaches viewers: the upgrade, and the messages that viewers send (src/net/PROTOCOL.md). */
#ifndef APP_ATTACH_H
#define APP_ATTACH_H

#include "app/view/viewers.h"

/* Answers the request for an upgrade. ROLE_NONE is permitted only if
 * attach_accepts_late_credential(). */
void attach_request(struct conn *c, const struct http_request *r, struct window *w, enum role role,
                    uint64_t now_ms);
/* Whether the request's dialect accepts a credential in the viewer's first message. */
bool attach_accepts_late_credential(const struct http_request *r);
/* Handles a piece of a message and returns how many bytes were taken; the rest is offered again
 * once conn_resume() was called. */
size_t attach_message(struct conn *c, const struct ws_event *e, uint64_t now_ms);

#endif
