/* WebSocket connections (RFC 6455): the opening handshake, messages, the closing handshake. */
#ifndef NET_UPGRADE_H
#define NET_UPGRADE_H

#include "net/conn.h"

/* Whether the client offers this subprotocol (RFC 6455 section 1.9). */
bool ws_offers(const struct http_request *r, const char *protocol);
/* Answers a request with 101; false: with 400 or 426, where it is not a valid handshake (RFC 6455
 * section 4.2.1). protocol: the subprotocol that was chosen, or NULL. */
bool ws_accept(struct conn *c, const struct http_request *r, const char *protocol, uint64_t now_ms);
/* Sends a whole message; false: it does not fit the out buffer now, and nothing was written. To send a
 * text that was cut is a bug. */
bool ws_send(struct conn *c, enum ws_opcode opcode, const struct text *message);
/* The same for one frame of bytes that were not built as a text. fin: it is the message's last; the
 * opcode of the second and later frames of a message is WS_CONTINUATION (RFC 6455 section 5.4). */
bool ws_send_frame(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data);
/* Writes a message in place: room for a payload of *size bytes (as much as the out buffer has, at most
 * 65535), of which the first `len` are sent by ws_commit(); NULL: there is less room than `least`. */
uint8_t *ws_reserve(struct conn *c, size_t least, size_t *size);
void ws_commit(struct conn *c, enum ws_opcode opcode, size_t len);
/* Sends a close frame with this code (enum ws_close, or one of the application's, from 4000 on) and as
 * much of the reason as a control frame holds, and ends the connection when the peer has answered, or
 * after 2 s. Without effect where it is closing already. */
void ws_close(struct conn *c, uint16_t code, const char *reason);

#endif
