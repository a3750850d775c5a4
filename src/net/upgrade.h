/* WebSocket connections (RFC 6455): the opening handshake, messages, the closing handshake. */
#ifndef NET_UPGRADE_H
#define NET_UPGRADE_H

#include "net/conn.h"

/* Returns whether the client offers this subprotocol (RFC 6455 section 1.9). */
bool ws_offers(const struct http_request *r, const char *protocol);
/* Accepts a request with 101; false: it is not a valid handshake (RFC 6455 section 4.2.1), and
 * was answered with 400 or 426. protocol: the subprotocol chosen, or NULL. */
bool ws_accept(struct conn *c, const struct http_request *r, const char *protocol, uint64_t now_ms);
/* Sends a whole message; false: it does not fit the out buffer now, and nothing was written.
 * Passing a truncated text is a bug. */
bool ws_send(struct conn *c, enum ws_opcode opcode, const struct text *message);
/* Sends one frame of bytes that are not a text; false as for ws_send(). fin: the last frame of
 * the message; the second and later frames of a message have the opcode WS_CONTINUATION (RFC
 * 6455 section 5.4). */
bool ws_send_frame(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data);
/* Reserves room to write a message in place: *size bytes (all that the out buffer has, at most
 * 65535), of which ws_commit() sends the first `len`. NULL: less room than `least`. */
uint8_t *ws_reserve(struct conn *c, size_t least, size_t *size);
void ws_commit(struct conn *c, enum ws_opcode opcode, size_t len);
/* Sends a close frame with this code (enum ws_close, or the application's own, from 4000 on) and
 * as much of the reason as a control frame holds; ends the connection when the peer has
 * answered, or after 2 s. No effect if the connection is closing already. */
void ws_close(struct conn *c, uint16_t code, const char *reason);

#endif
