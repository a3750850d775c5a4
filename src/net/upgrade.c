/*
 * The WebSocket side of a connection: the handshake, frames to and from the application, pings,
 * and the closing handshake. Frames are read only while a pong and a close frame would fit the out
 * buffer, so that no control frame is ever dropped for want of room; what the peer's pings
 * cost is thereby bounded by what it reads.
 */
#include "net/conn.h"

#include "base/bug.h"
#include "base/log.h"

#include <string.h>

/* Where a piece is handed on, at least a few bytes can be answered to it. */
#define ANSWER_ROOM 16

_Static_assert(LIMIT_CONN_OUT > 2 * CONTROL_ROOM, "messages need room beside control frames");

bool ws_offers(const struct http_request *r, const char *protocol)
{
    return http_field_has(r, "sec-websocket-protocol", protocol);
}

static unsigned count_fields(const struct http_request *r, const char *name)
{
    unsigned n = 0;
    for (uint16_t i = 0; i < r->field_count; i++)
        n += slice_equal_nocase(r->fields[i].name, slice_of(name));
    return n;
}

/* RFC 6455 section 4.2.1; false: it was answered. */
static bool handshake_valid(struct conn *c, const struct http_request *r, struct text *accept)
{
    struct slice version = {0}, key = {0};
    (void)http_field(r, "sec-websocket-version", &version);
    (void)http_field(r, "sec-websocket-key", &key);
    if (!r->upgrade_websocket)
        http_error_with(c, 426, "this path speaks WebSocket alone",
                        TEXT_OF("Upgrade: websocket\r\n"));
    else if (r->method != HTTP_GET || c->body != BODY_DONE)
        http_error(c, 400, "a WebSocket is opened by a GET without a body");
    else if (!slice_equal(version, SLICE("13")))
        http_error_with(c, 426, "only version 13 of WebSocket is spoken here",
                        TEXT_OF("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"));
    else if (count_fields(r, "sec-websocket-key") != 1 || !ws_accept_key(key, accept))
        http_error(c, 400, "Sec-WebSocket-Key must be 16 bytes in base64, once");
    else
        return true;
    return false;
}

bool ws_accept(struct conn *c, const struct http_request *r, const char *protocol, uint64_t now_ms)
{
    char key_storage[32], storage[512];
    struct text accept, t;
    text_init(&accept, key_storage, sizeof key_storage);
    if (!handshake_valid(c, r, &accept))
        return false;
    text_init(&t, storage, sizeof storage);
    text_str(&t, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
    text_add(&t, text_slice(&accept));
    if (protocol) {
        text_str(&t, "\r\nSec-WebSocket-Protocol: ");
        text_str(&t, protocol);
    }
    text_str(&t, "\r\n\r\n");
    BUG_UNLESS(!t.cut);
    memcpy(conn_out(c, t.len), t.at, t.len);
    conn_wrote(c, t.len);
    net.traffic->answers[0]++;
    c->phase = CONN_WEBSOCKET;
    c->reader = (struct ws_reader){0};
    c->piece_left = 0;
    c->unanswered = 0;
    c->close_ms = now_ms + net.set.ping_ms;
    conn_keep_little(c);
    return true;
}

/* Writing. */

static void put_frame(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data)
{
    uint8_t head[10];
    size_t n = ws_head(head, opcode, fin, data.len);
    uint8_t *out = conn_out(c, n + data.len);
    memcpy(out, head, n);
    if (data.len > 0)
        memcpy(out + n, data.at, data.len);
    conn_wrote(c, n + data.len);
}

bool ws_send_part(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data)
{
    if (conn_room(c) < WS_HEAD_MAX || data.len > conn_room(c) - WS_HEAD_MAX)
        return false;
    put_frame(c, opcode, fin, data);
    return true;
}

bool ws_send(struct conn *c, enum ws_opcode opcode, const struct text *message)
{
    return ws_send_part(c, opcode, true, conn_whole(message));
}

bool ws_send_raw(struct conn *c, enum ws_opcode opcode, struct slice data)
{
    return ws_send_part(c, opcode, true, data);
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

/* Writes a close frame; code 1005: one without a code. */
static void put_close(struct conn *c, uint16_t code, struct slice reason)
{
    uint8_t payload[WS_CONTROL_MAX] = {(uint8_t)(code >> 8), (uint8_t)code};
    reason = slice_part(reason, 0, WS_CONTROL_MAX - 2);
    if (reason.len > 0)
        memcpy(payload + 2, reason.at, reason.len);
    put_frame(c, WS_CLOSE, true, (struct slice){payload, code == 1005 ? 0 : 2 + reason.len});
    c->close_ms = net.now_ms + CLOSE_MS;
    c->stalled = false;
}

/* 1009: the message was too large. */
static void count_close(const struct conn *c, uint16_t code)
{
    if (code != 1009)
        return;
    net.traffic->messages_too_large++;
    log_limit("message", slice_of(conn_address(c)));
}

void ws_close(struct conn *c, uint16_t code, const char *reason)
{
    if (c->phase != CONN_WEBSOCKET || c->dead)
        return;
    count_close(c, code);
    put_close(c, code, slice_of(reason));
    c->phase = CONN_WS_CLOSING;
    conn_touch(c);
}

static void fail(struct conn *c, uint16_t code)
{
    count_close(c, code);
    if (c->phase == CONN_WEBSOCKET)
        put_close(c, code, (struct slice){0});
    c->phase = CONN_ENDING;
}

/* Reading. */

/* Hands on the piece that stands at the beginning of the raw bytes. */
static void hand_on(struct conn *c)
{
    struct ws_event e = {.type = WS_EVENT_DATA,
                         .opcode = (enum ws_opcode)c->piece_opcode,
                         .first = c->piece_first,
                         .last = c->piece_last,
                         .data = {c->in + c->raw_at, c->piece_left}};
    size_t n = c->piece_left;
    if (c->phase == CONN_WEBSOCKET)
        n = net.set.app->message(c, &e, net.now_ms);
    BUG_UNLESS(n <= c->piece_left);
    c->raw_at += (uint32_t)n;
    c->piece_left -= (uint32_t)n;
    c->piece_first = c->piece_first && n == 0;
    c->stalled = c->piece_left > 0 && c->phase == CONN_WEBSOCKET;
}

static void react(struct conn *c, const struct ws_event *e)
{
    switch (e->type) {
    case WS_EVENT_DATA:
        c->piece_opcode = (uint8_t)e->opcode;
        c->piece_first = e->first;
        c->piece_last = e->last;
        c->piece_left = (uint32_t)e->data.len;
        c->raw_at -= c->piece_left;
        hand_on(c);
        break;
    case WS_EVENT_PING:
        if (c->phase == CONN_WEBSOCKET)
            put_frame(c, WS_PONG, true, e->data);
        break;
    case WS_EVENT_CLOSE:
        if (c->phase == CONN_WEBSOCKET)
            put_close(c, e->code, (struct slice){0});
        c->phase = CONN_ENDING;
        break;
    case WS_EVENT_FAIL:
        fail(c, e->code);
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
        hand_on(c);
    c->held = false;
    /* Each round takes bytes from the in buffer, or is the last. */
    while (!c->stalled && !c->dead && c->phase < CONN_ENDING && c->raw_at < c->in_end) {
        c->held = conn_out_room(c) < CONTROL_ROOM + ANSWER_ROOM;
        if (c->held)
            break;
        struct ws_event e;
        size_t n =
            ws_read(&c->reader, c->in + c->raw_at, c->in_end - c->raw_at, net.set.message_max, &e);
        c->raw_at += (uint32_t)n;
        react(c, &e);
        if (n == 0)
            break;
    }
    c->dead |= c->eof && !c->stalled && !c->held && c->phase < CONN_ENDING;
    return c->raw_at != before || c->phase != phase;
}

/* A ping is due, or the peer has not closed in time. While the application does not take what
 * came, the peer's pongs stand behind that: then it is alive as long as it takes what we send. */
void upgrade_expire(struct conn *c)
{
    if (c->phase != CONN_WEBSOCKET) {
        c->dead = true;
        return;
    }
    if ((c->stalled || c->held) && conn_unsent(c) == 0)
        c->unanswered = 0;
    if (c->unanswered >= net.set.unanswered_pings) {
        net.traffic->unanswered++;
        c->dead = true;
        return;
    }
    c->unanswered++;
    c->close_ms = net.now_ms + net.set.ping_ms;
    if (conn_out_room(c) >= WS_CONTROL_MAX + 2 + 2)
        put_frame(c, WS_PING, true, (struct slice){0});
}
