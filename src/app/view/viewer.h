/* What happens to one viewer: it attaches, is greeted, claims the window's size, and leaves. */
#ifndef APP_VIEWER_H
#define APP_VIEWER_H

#include "app/view/viewers.h"

#define VIEWER_LIMIT_SENTENCE "the session has reached its viewer limit"
#define VIEWER_CLOSED_SENTENCE "the window was closed"

void viewer_open(struct conn *c, struct window *w, const struct dialect *dialect, enum role role,
                 uint64_t now_ms);
/* Whether the window's session may have one more; false: counted and logged. */
bool viewer_has_room(const struct conn *c, const struct window *w);
/* Its credential is known: it counts as a viewer from now on. */
void viewer_enter(struct conn *c, struct viewer *v);
/* Its first message was good: who it is and its size are known. */
void viewer_greet(struct conn *c, struct viewer *v, uint64_t now_ms);
/* The viewer's size becomes the window's, where the viewer may type. */
void viewer_claim(struct conn *c, struct viewer *v);
/* Whether the window has this viewer's size. When it leaves, another one's takes its place. */
bool viewer_owns(const struct conn *c, const struct window *w);
/* The connection is over, viewer or not. */
void viewer_close(struct conn *c);
/* Closes the viewer with a WebSocket close code; its connection ends after the handshake. */
void viewer_refuse(struct conn *c, uint16_t code, const char *reason);

#endif
