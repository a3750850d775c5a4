/* The life of one viewer: it attaches, is greeted, claims the window's size, and leaves. */
#ifndef APP_VIEWER_H
#define APP_VIEWER_H

#include "app/view/viewers.h"

#define VIEWER_LIMIT_SENTENCE "the session has reached its viewer limit"
#define VIEWER_CLOSED_SENTENCE "the window was closed"

/* Makes the connection a viewer of the window. With ROLE_NONE it has to bring its credential in its
 * first message, which is due within header_ms. */
void viewer_open(struct conn *c, struct window *w, const struct dialect *dialect, enum role role,
                 uint64_t now_ms);
/* Whether the window's session may have another viewer. False: counted and logged. */
bool viewer_has_room(const struct conn *c, const struct window *w);
/* Counts the connection as a viewer, once its credential is known. */
void viewer_enter(struct conn *c, struct viewer *v);
/* Greets a viewer whose first message was valid: its id and size are known. */
void viewer_greet(struct conn *c, struct viewer *v, uint64_t now_ms);
/* Makes the viewer's size that of the window, if the viewer may type and has a size. */
void viewer_claim(struct conn *c, struct viewer *v);
/* Makes the viewer's colours those that the program's queries are answered with, as it has typed.
 * No effect without ROLE_FULL, or before it has reported them. */
void viewer_show_colors(struct conn *c, struct viewer *v);
/* Takes the colours that the viewer shows. They count at once if it typed last, or none has
 * typed. */
void viewer_take_colors(struct conn *c, struct viewer *v,
                        const uint8_t colors[PALETTE_SHOWN_BYTES]);
/* Whether the window has this viewer's size. When the viewer leaves, another one's size is used. */
bool viewer_owns(const struct conn *c, const struct window *w);
/* Ends the viewer of a connection that is closed; without effect if it is not a viewer. */
void viewer_close(struct conn *c);
/* Closes the viewer with a WebSocket close code; its connection ends after the closing
 * handshake. */
void viewer_refuse(struct conn *c, uint16_t code, const char *reason);

#endif
