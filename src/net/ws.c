/*
 * The parser and writer of WebSocket frames. A head is parsed once it is whole; the payload is
 * unmasked and passed on as it arrives. Payloads of control frames, which may come between the
 * frames of a message, are gathered separately. Text is validated as it passes, so that the first
 * invalid byte fails the connection (RFC 6455 section 8.1) before the piece that contains it is
 * passed on.
 */
#include "net/ws.h"

#include "base/codec/base64.h"
#include "base/codec/sha1.h"

#include <string.h>

static size_t frame_failed(struct ws_event *e, enum ws_close code, size_t used)
{
    *e = (struct ws_event){.type = WS_EVENT_FAIL, .code = (uint16_t)code};
    return used;
}

/* Returns the length of a head, from its first two bytes. */
static size_t frame_head_bytes(const uint8_t *bytes)
{
    uint8_t len = bytes[1] & 0x7f;
    return 2u + (len == 126 ? 2u : len == 127 ? 8u : 0u) + (bytes[1] & 0x80 ? 4u : 0u);
}

/* Reads the payload's length; false: not coded in the fewest bytes, or 2^63 or more. */
static bool frame_length(const uint8_t *bytes, uint64_t *length)
{
    uint8_t len = bytes[1] & 0x7f;
    unsigned extended = len == 126 ? 2 : len == 127 ? 8 : 0;
    uint64_t value = 0;
    for (unsigned i = 0; i < extended; i++)
        value = value << 8 | bytes[2 + i];
    *length = extended ? value : len;
    return !(extended == 2 && value < 126) && !(extended == 8 && value < 65536) &&
           value <= INT64_MAX;
}

static bool opcode_known(uint8_t opcode)
{
    return opcode <= WS_BINARY || (opcode >= WS_CLOSE && opcode <= WS_PONG);
}

/* Checks the first two bytes of a head (RFC 6455 sections 5.2, 5.4 and 5.5), so that errors in
 * them are refused before the rest has arrived. */
static bool frame_start_valid(const struct ws_reader *r, const uint8_t *bytes)
{
    uint8_t opcode = bytes[0] & 0x0f;
    bool fin = bytes[0] & 0x80, masked = bytes[1] & 0x80;
    if ((bytes[0] & 0x70) != 0 || !opcode_known(opcode) || masked == r->from_server)
        return false;
    if (opcode >= WS_CLOSE)
        return fin && (bytes[1] & 0x7f) <= WS_CONTROL_MAX;
    return (opcode == WS_CONTINUATION) == (r->message != 0);
}

/* Consumes a frame's head; 0: incomplete, or *e is a failure. */
static size_t frame_head(struct ws_reader *r, const uint8_t *bytes, size_t len,
                         uint64_t message_max, struct ws_event *e)
{
    if (len < 2)
        return 0;
    if (!frame_start_valid(r, bytes))
        return frame_failed(e, WS_CLOSE_PROTOCOL_ERROR, 0);
    size_t n = frame_head_bytes(bytes);
    if (len < n)
        return 0;
    if (!frame_length(bytes, &r->frame_left))
        return frame_failed(e, WS_CLOSE_PROTOCOL_ERROR, 0);
    r->fin = bytes[0] >> 7;
    r->opcode = bytes[0] & 0x0f;
    if (!r->from_server)
        memcpy(r->mask, bytes + n - 4, 4);
    r->mask_at = 0;
    if (r->opcode >= WS_CLOSE) {
        r->control_len = 0;
    } else {
        if (r->opcode != WS_CONTINUATION) {
            r->message = r->opcode;
            r->message_first = 1;
            r->message_bytes = 0;
            r->utf8 = (struct utf8){0};
        }
        if (r->frame_left > message_max - r->message_bytes)
            return frame_failed(e, WS_CLOSE_TOO_BIG, 0);
        r->message_bytes += r->frame_left;
    }
    r->in_frame = 1;
    return n;
}

static void unmask(struct ws_reader *r, uint8_t *bytes, size_t len)
{
    uint8_t mask[8];
    for (unsigned i = 0; i < 8; i++)
        mask[i] = r->mask[(r->mask_at + i) & 3];
    uint64_t wide;
    memcpy(&wide, mask, 8);
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        word ^= wide;
        memcpy(bytes + i, &word, 8);
    }
    for (; i < len; i++)
        bytes[i] ^= mask[i & 7];
    r->mask_at = (uint8_t)((r->mask_at + len) & 3);
}

bool ws_code_valid(uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

static void close_event(const struct ws_reader *r, struct ws_event *e)
{
    struct slice payload = {r->control, r->control_len};
    *e = (struct ws_event){.type = WS_EVENT_CLOSE, .data = payload, .code = WS_CLOSE_NO_STATUS};
    if (payload.len == 0)
        return;
    if (payload.len >= 2)
        e->code = (uint16_t)(payload.at[0] << 8 | payload.at[1]);
    if (payload.len == 1 || !ws_code_valid(e->code))
        (void)frame_failed(e, WS_CLOSE_PROTOCOL_ERROR, 0);
    else if (!utf8_valid(slice_from(payload, 2)))
        (void)frame_failed(e, WS_CLOSE_INVALID_DATA, 0);
}

static void control_event(struct ws_reader *r, struct ws_event *e)
{
    r->in_frame = 0;
    if (r->opcode == WS_CLOSE) {
        close_event(r, e);
        return;
    }
    *e = (struct ws_event){.type = r->opcode == WS_PING ? WS_EVENT_PING : WS_EVENT_PONG,
                           .data = {r->control, r->control_len}};
}

/* Makes an event of the part of a frame's payload that has arrived. */
static void data_event(struct ws_reader *r, struct slice piece, struct ws_event *e)
{
    bool over = r->frame_left == 0, last = over && r->fin;
    if (over)
        r->in_frame = 0;
    if (r->message == WS_TEXT && (!utf8_check(&r->utf8, piece) || (last && r->utf8.need > 0))) {
        (void)frame_failed(e, WS_CLOSE_INVALID_DATA, 0);
        return;
    }
    if (piece.len == 0 && !last)
        return;
    *e = (struct ws_event){.type = WS_EVENT_DATA,
                           .opcode = (enum ws_opcode)r->message,
                           .first = r->message_first,
                           .last = last,
                           .data = piece};
    r->message_first = 0;
    if (last)
        r->message = 0;
}

size_t ws_read(struct ws_reader *r, uint8_t *bytes, size_t len, uint64_t message_max,
               struct ws_event *e)
{
    *e = (struct ws_event){.type = WS_EVENT_NONE};
    size_t used = 0;
    if (!r->in_frame) {
        used = frame_head(r, bytes, len, message_max, e);
        if (used == 0)
            return 0;
    }
    size_t n = len - used;
    if (n > r->frame_left)
        n = (size_t)r->frame_left;
    if (n == 0 && r->frame_left > 0)
        return used;
    unmask(r, bytes + used, n);
    r->frame_left -= n;
    struct slice piece = {bytes + used, n};
    if (r->opcode < WS_CLOSE) {
        data_event(r, piece, e);
    } else {
        if (n > 0)
            memcpy(r->control + r->control_len, piece.at, n);
        r->control_len = (uint8_t)(r->control_len + n);
        if (r->frame_left == 0)
            control_event(r, e);
    }
    return used + n;
}

size_t ws_head(uint8_t head[10], enum ws_opcode opcode, bool fin, uint64_t len)
{
    head[0] = (uint8_t)((fin ? 0x80 : 0) | opcode);
    unsigned extended = len <= WS_CONTROL_MAX ? 0 : len <= 65535 ? 2 : 8;
    head[1] = (uint8_t)(extended == 0 ? len : extended == 2 ? 126 : 127);
    for (unsigned i = 0; i < extended; i++)
        head[2 + i] = (uint8_t)(len >> (8 * (extended - 1 - i)));
    return 2 + extended;
}

bool ws_accept_key(struct slice key, struct text *to)
{
    uint8_t nonce[18], digest[20];
    size_t len;
    if (key.len != 24 || !base64_decode(key, nonce, sizeof nonce, &len) || len != 16)
        return false;
    TEXT(joined, 64);
    text_add(&joined, key);
    text_str(&joined, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    sha1(text_slice(&joined), digest);
    base64_encode(to, (struct slice){digest, sizeof digest});
    return true;
}
