/* Attaching: the upgrade, and what viewers send (src/net/PROTOCOL.md). */
#ifndef APP_ATTACH_H
#define APP_ATTACH_H

#include "app/view/viewers.h"

/* Answers the request for an upgrade. role ROLE_NONE: only where a late credential is accepted. */
void attach_request(struct conn *c, const struct http_request *r, struct window *w, enum role role,
                    uint64_t now_ms);
/* Whether the dialect that the request is served with may bring its credential in its first
 * message. */
bool attach_accepts_late_credential(const struct http_request *r);
/* A piece of a message; returns how much was taken. */
size_t attach_message(struct conn *c, const struct ws_event *e, uint64_t now_ms);

#endif
