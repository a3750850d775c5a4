/*
 * Parses and writes WebSocket frames (RFC 6455 section 5) in place, without a socket. Messages are
 * streamed: a payload is unmasked in place and passed on in pieces; no message is gathered.
 */
#ifndef NET_WS_H
#define NET_WS_H

#include "base/text.h"
#include "base/utf8.h"

enum ws_opcode {
    WS_CONTINUATION = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_CLOSE = 8,
    WS_PING = 9,
    WS_PONG = 10
};

/* Close codes (RFC 6455 section 7.4.1). Codes from 4000 to 4999 are the application's. */
enum ws_close {
    WS_CLOSE_NORMAL = 1000,
    WS_CLOSE_GOING_AWAY = 1001,
    WS_CLOSE_PROTOCOL_ERROR = 1002,
    WS_CLOSE_UNSUPPORTED = 1003,
    WS_CLOSE_NO_STATUS = 1005, /* never sent: means a close frame without a code */
    WS_CLOSE_INVALID_DATA = 1007,
    WS_CLOSE_POLICY = 1008,
    WS_CLOSE_TOO_BIG = 1009,
    WS_CLOSE_RESTART = 1012,  /* registered with IANA, like 1013: reconnect */
    WS_CLOSE_TRY_LATER = 1013 /* overloaded */
};

#define WS_CONTROL_MAX 125 /* bytes of a control frame's payload (RFC 6455 section 5.5) */
#define WS_HEAD_MAX 4      /* bytes of a server's frame head for payloads up to 65535 */

/* The receiving side of one connection; all zero at the start. */
struct ws_reader {
    uint64_t frame_left;    /* payload bytes of the current frame still to come */
    uint64_t message_bytes; /* bytes of the current message so far */
    uint8_t mask[4];
    uint8_t mask_at;
    uint8_t from_server; /* set by a client: frames are not masked */
    uint8_t in_frame;    /* a frame's head was read, and its payload is being read */
    uint8_t opcode;      /* opcode of the current frame */
    uint8_t fin;
    uint8_t message;       /* opcode of the current message; 0: none is open */
    uint8_t message_first; /* no piece of the message has been passed on */
    uint8_t control_len;
    uint8_t control[WS_CONTROL_MAX]; /* payload of a control frame, which may come between pieces */
    struct utf8 utf8;                /* validation of a text message */
};

enum ws_event_type {
    WS_EVENT_NONE,
    WS_EVENT_DATA,
    WS_EVENT_PING,
    WS_EVENT_PONG,
    WS_EVENT_CLOSE,
    WS_EVENT_FAIL
};

struct ws_event {
    enum ws_event_type type;
    enum ws_opcode opcode; /* DATA: WS_TEXT or WS_BINARY */
    bool first, last;  /* DATA: the message's first and last piece; an empty message is one piece */
    struct slice data; /* DATA: a piece; PING, PONG, CLOSE: the payload */
    /* FAIL: the close code to answer with; CLOSE: the received code, or WS_CLOSE_NO_STATUS */
    uint16_t code;
};

/* Consumes bytes for one event, unmasking them in place; returns how many. A message of more
 * than message_max bytes fails with WS_CLOSE_TOO_BIG. */
size_t ws_read(struct ws_reader *r, uint8_t *bytes, size_t len, uint64_t message_max,
               struct ws_event *e);
/* Writes an unmasked frame head; returns its length: 2, 4 or 10 bytes. */
size_t ws_head(uint8_t head[10], enum ws_opcode opcode, bool fin, uint64_t len);
/* Computes Sec-WebSocket-Accept (RFC 6455 section 4.2.2); false: the key is not 16 bytes in
 * base64. */
bool ws_accept_key(struct slice key, struct text *to);
/* Returns whether a peer may send this close code (RFC 6455 section 7.4). */
bool ws_code_valid(uint16_t code);

#endif
