/*
 * The WebSocket side of a connection: the handshake, frames to and from the application, pings, and
 * the closing handshake. A frame is read only while a pong and a close frame would fit the out
 * buffer, so no control frame is ever dropped for lack of room, and a peer that does not read
 * cannot make the server queue pongs.
 */
#include "net/upgrade.h"

#include "base/bug.h"
#include "base/log.h"
#include "net/conn_private.h"
#include "net/fields.h"
#include "net/respond.h"
#include "net/upgrade_private.h"

#include <string.h>

#define CLOSE_MS 2000  /* deadline of the peer's close frame after ours */
#define ANSWER_ROOM 16 /* bytes, at least, for the application's answer to a piece */

_Static_assert(LIMIT_CONN_OUT > 2 * CONN_CONTROL_ROOM, "messages need room beside control frames");

/* The opening handshake. */

bool ws_offers(const struct http_request *r, const char *protocol)
{
    return http_field_has(r, "sec-websocket-protocol", protocol);
}

/* Checks the handshake (RFC 6455 section 4.2.1); false: the request was answered with an error. */
static bool handshake_valid(struct conn *c, const struct http_request *r, struct text *accept)
{
    struct slice version = {0}, key = {0};
    (void)http_field(r, "sec-websocket-version", &version);
    (void)http_field(r, "sec-websocket-key", &key);
    if (!r->upgrade_websocket)
        http_error_with(c, 426,
                        "this path speaks WebSocket alone; a proxy in front must pass on the "
                        "fields Upgrade and "
                        "Connection",
                        TEXT_OF("Upgrade: websocket\r\n"));
    else if (r->method != HTTP_GET || c->body != BODY_DONE)
        http_error(c, 400, "a WebSocket is opened by a GET without a body");
    else if (!slice_equal(version, SLICE("13")))
        http_error_with(c, 426, "only version 13 of WebSocket is spoken here",
                        TEXT_OF("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"));
    else if (http_field_count(r, "sec-websocket-key") != 1 || !ws_accept_key(key, accept))
        http_error(c, 400, "Sec-WebSocket-Key must be 16 bytes in base64, once");
    else
        return true;
    return false;
}

bool ws_accept(struct conn *c, const struct http_request *r, const char *protocol, uint64_t now_ms)
{
    TEXT(accept, 32);
    if (!handshake_valid(c, r, &accept))
        return false;
    TEXT(t, 512);
    text_str(&t, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
    text_add(&t, conn_whole(&accept));
    if (protocol) {
        text_str(&t, "\r\nSec-WebSocket-Protocol: ");
        text_str(&t, protocol);
    }
    text_str(&t, "\r\n\r\n");
    struct slice head = conn_whole(&t);
    memcpy(conn_out(c, head.len), head.at, head.len);
    conn_wrote(c, head.len);
    conn_traffic()->answers[0]++;
    c->phase = CONN_WEBSOCKET;
    c->reader = (struct ws_reader){0};
    c->piece_left = 0;
    c->unanswered = 0;
    c->close_ms = now_ms + conn_settings()->ping_ms;
    conn_limit_kernel(c);
    return true;
}

/* Writing. */

static void ws_put_frame(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data)
{
    uint8_t head[10];
    size_t n = ws_head(head, opcode, fin, data.len);
    uint8_t *out = conn_out(c, n + data.len);
    memcpy(out, head, n);
    if (data.len > 0)
        memcpy(out + n, data.at, data.len);
    conn_wrote(c, n + data.len);
}

bool ws_send_frame(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data)
{
    if (conn_room(c) < WS_HEAD_MAX || data.len > conn_room(c) - WS_HEAD_MAX)
        return false;
    ws_put_frame(c, opcode, fin, data);
    return true;
}

bool ws_send(struct conn *c, enum ws_opcode opcode, const struct text *message)
{
    return ws_send_frame(c, opcode, true, conn_whole(message));
}

uint8_t *ws_reserve(struct conn *c, size_t least, size_t *size)
{
    size_t room = conn_room(c);
    if (room < WS_HEAD_MAX || room - WS_HEAD_MAX < least)
        return NULL;
    *size = room - WS_HEAD_MAX;
    return conn_out(c, room) + WS_HEAD_MAX;
}

void ws_commit(struct conn *c, enum ws_opcode opcode, size_t len)
{
    BUG_UNLESS(WS_HEAD_MAX + len <= conn_room(c));
    uint8_t head[10], *out = conn_out(c, WS_HEAD_MAX + len);
    size_t n = ws_head(head, opcode, true, len);
    if (n < WS_HEAD_MAX)
        memmove(out + n, out + WS_HEAD_MAX, len);
    memcpy(out, head, n);
    conn_wrote(c, n + len);
}

/* The closing handshake. */

/* Writes a close frame (RFC 6455 section 5.5.1). */
static void ws_put_close(struct conn *c, uint16_t code, struct slice reason)
{
    uint8_t payload[WS_CONTROL_MAX] = {(uint8_t)(code >> 8), (uint8_t)code};
    reason = slice_part(reason, 0, WS_CONTROL_MAX - 2);
    if (reason.len > 0)
        memcpy(payload + 2, reason.at, reason.len);
    ws_put_frame(c, WS_CLOSE, true,
                 slice_make(payload, code == WS_CLOSE_NO_STATUS ? 0 : 2 + reason.len));
    c->close_ms = conn_now_ms() + CLOSE_MS;
    c->stalled = false;
}

static void count_close(const struct conn *c, uint16_t code)
{
    if (code != WS_CLOSE_TOO_BIG)
        return;
    conn_traffic()->messages_too_large++;
    log_limit("message", slice_of(c->address));
}

void ws_close(struct conn *c, uint16_t code, const char *reason)
{
    if (c->phase != CONN_WEBSOCKET || c->dead)
        return;
    count_close(c, code);
    ws_put_close(c, code, slice_of(reason));
    c->phase = CONN_WS_CLOSING;
}

/* Sends a close frame unless one was sent, and ends the connection after it. */
static void upgrade_end(struct conn *c, uint16_t code)
{
    if (c->phase == CONN_WEBSOCKET)
        ws_put_close(c, code, (struct slice){0});
    c->phase = CONN_ENDING;
}

/* Reading. */

/* Passes the piece at the start of the raw bytes to the application; after our close frame,
 * pieces are dropped. */
static void hand_on_piece(struct conn *c)
{
    struct ws_event e = {.type = WS_EVENT_DATA,
                         .opcode = (enum ws_opcode)c->piece_opcode,
                         .first = c->piece_first,
                         .last = c->piece_last,
                         .data = slice_make(c->in + c->raw_at, c->piece_left)};
    size_t n = c->piece_left;
    if (c->phase == CONN_WEBSOCKET)
        n = conn_settings()->app->message(c, &e, conn_now_ms());
    BUG_UNLESS(n <= c->piece_left);
    c->raw_at += (uint32_t)n;
    c->piece_left -= (uint32_t)n;
    c->piece_first = c->piece_first && n == 0;
    c->stalled = c->piece_left > 0 && c->phase == CONN_WEBSOCKET;
}

static void upgrade_event(struct conn *c, const struct ws_event *e)
{
    switch (e->type) {
    case WS_EVENT_DATA:
        c->piece_opcode = (uint8_t)e->opcode;
        c->piece_first = e->first;
        c->piece_last = e->last;
        c->piece_left = (uint32_t)e->data.len;
        c->raw_at -= c->piece_left;
        hand_on_piece(c);
        break;
    case WS_EVENT_PING:
        if (c->phase == CONN_WEBSOCKET)
            ws_put_frame(c, WS_PONG, true, e->data);
        break;
    case WS_EVENT_CLOSE:
        upgrade_end(c, e->code);
        break;
    case WS_EVENT_FAIL:
        count_close(c, e->code);
        upgrade_end(c, e->code);
        break;
    case WS_EVENT_PONG:
    case WS_EVENT_NONE:
        break;
    }
}

bool upgrade_take(struct conn *c)
{
    uint32_t before = c->raw_at;
    uint8_t phase = c->phase;
    if (c->piece_left > 0 && !c->stalled)
        hand_on_piece(c);
    c->held = false;
    /* Each round consumes bytes of the in buffer, or is the last. */
    while (!c->stalled && !c->dead && c->phase < CONN_ENDING && c->raw_at < c->in_end) {
        c->held = conn_out_room(c) < CONN_CONTROL_ROOM + ANSWER_ROOM;
        if (c->held)
            break;
        struct ws_event e;
        size_t n = ws_read(&c->reader, c->in + c->raw_at, c->in_end - c->raw_at,
                           conn_settings()->message_max, &e);
        c->raw_at += (uint32_t)n;
        upgrade_event(c, &e);
        if (n == 0)
            break;
    }
    c->dead |= c->eof && !c->stalled && !c->held && c->phase < CONN_ENDING;
    return c->raw_at != before || c->phase != phase;
}

/* Sends the next ping, or ends the connection if too many are unanswered or the close frame is
 * late. While the application does not consume its input, the peer's pongs wait unread in the in
 * buffer; then the peer counts as alive as long as it receives what is sent. */
void upgrade_expire(struct conn *c)
{
    const struct net_settings *set = conn_settings();
    if (c->phase != CONN_WEBSOCKET) {
        c->dead = true;
        return;
    }
    if ((c->stalled || c->held) && conn_unsent(c) == 0)
        c->unanswered = 0;
    if (c->unanswered >= set->unanswered_pings) {
        conn_traffic()->unanswered++;
        c->dead = true;
        return;
    }
    c->unanswered++;
    c->close_ms = conn_now_ms() + set->ping_ms;
    if (conn_out_room(c) >= WS_CONTROL_MAX + 2 + 2)
        ws_put_frame(c, WS_PING, true, (struct slice){0});
}
