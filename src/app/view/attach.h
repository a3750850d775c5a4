/* What viewers send, in the dialects of src/net/PROTOCOL.md. */
#ifndef APP_ATTACH_H
#define APP_ATTACH_H

#include "app/view/viewer.h"

/* The upgrade. */
void attach_request(struct conn *c, const struct http_request *r, struct window *w, enum role role,
                    uint64_t now_ms);
/* A piece of a message; returns how much was taken. */
size_t attach_message(struct conn *c, const struct ws_event *e, uint64_t now_ms);

#endif
