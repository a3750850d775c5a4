/* Upgrades a connection to a WebSocket, whose frames pass through buffers of a fixed size. */
#include "cli/connect/wire.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/codec/base64.h"
#include "base/endian.h"
#include "cli/connect/socket.h"
#include "os/random.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define KEY_BYTES 16
#define FRAME_HEAD_MAX 14
#define CONTROL_ROOM (2 * (WS_CONTROL_MAX + FRAME_HEAD_MAX))
#define MESSAGE_MAX (16u << 20)

static bool wire_make_fields(struct text *fields, struct text *key)
{
    uint8_t nonce[KEY_BYTES];
    if (!os_random(nonce, sizeof nonce))
        return false;
    base64_encode(key, slice_make(nonce, sizeof nonce));
    text_str(fields, "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Protocol: boundtty.v1\r\nSec-WebSocket-Key: ");
    text_add(fields, text_slice(key));
    text_str(fields, "\r\n");
    return true;
}

/* Whether the answer belongs to our key (RFC 6455 section 4.1) and accepts the dialect. */
static bool is_upgraded(const struct request *r, struct slice key)
{
    TEXT(expected, 64);
    struct slice accept, protocol;
    return ws_accept_key(key, &expected) && request_field(r, "Sec-WebSocket-Accept", &accept) &&
           slice_equal(accept, text_slice(&expected)) &&
           request_field(r, "Sec-WebSocket-Protocol", &protocol) &&
           slice_equal(protocol, SLICE("boundtty.v1"));
}

/* Sends the upgrade's request, on the kept connection or on a new one. Returns the answer's status;
 * 0 if none came. *failed: an exit status, set if there is no connection either. */
static unsigned wire_ask(struct client *c, const struct request_parts *parts, uint64_t until_ms,
                         int *failed)
{
    bool kept = c->request.fd >= 0 && c->request.keep && c->request.over;
    c->request.until_ms = until_ms;
    unsigned status = kept ? request_send(&c->request, parts) : 0;
    if (status != 0)
        return status;
    *failed = client_connect(c, until_ms);
    c->request.until_ms = until_ms;
    return *failed ? 0 : request_send(&c->request, parts);
}

/* Starts with the bytes received after the answer's head. */
static void wire_start(struct wire *w, const struct request *r)
{
    memset(w, 0, offsetof(struct wire, in));
    w->reader.from_server = 1;
    w->heard_ms = clock_ms();
    w->fd = r->fd;
    w->in_len = r->len - r->at;
    memcpy(w->in, r->in + r->at, w->in_len);
}

int wire_open(struct wire *w, struct client *c, const char *path, uint64_t until_ms)
{
    struct request_parts parts = client_parts(c, "GET", path);
    int failed = CLI_DONE;
    TEXT(fields, 256);
    TEXT(key, 32);
    if (!wire_make_fields(&fields, &key))
        return client_fail(c, CLI_REFUSED, c->where, "the system has no random bytes yet");
    parts.fields = text_end(&fields);
    unsigned status = wire_ask(c, &parts, until_ms, &failed);
    if (failed)
        return failed;
    if (status == 0)
        return client_lost(c);
    if (status != 101)
        return client_refused(c);
    if (!is_upgraded(&c->request, text_slice(&key)))
        return client_fail(c, CLI_REFUSED, c->where, "this server is not boundtty");
    wire_start(w, &c->request);
    return CLI_DONE;
}

bool wire_fill(struct wire *w, uint64_t now_ms)
{
    if (w->in_at > 0) {
        memmove(w->in, w->in + w->in_at, w->in_len - w->in_at);
        w->in_len -= w->in_at;
        w->in_at = 0;
    }
    ssize_t n = recv(w->fd, w->in + w->in_len, sizeof w->in - w->in_len, 0);
    if (n > 0) {
        w->in_len += (size_t)n;
        w->heard_ms = now_ms;
        w->pinged = false;
    }
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static size_t wire_free(const struct wire *w)
{
    return sizeof w->out - (w->out_len - w->out_at);
}

/* Appends bytes of a frame's payload, masked from byte *i of the mask on. */
static void wire_put_masked(struct wire *w, const uint8_t mask[4], size_t *i, struct slice bytes)
{
    for (size_t k = 0; k < bytes.len; k++)
        w->out[w->out_len++] = bytes.at[k] ^ mask[(*i)++ & 3];
}

/* Returns the next mask. Many are drawn at a time, which saves a system call for each typed key. */
static const uint8_t *wire_mask(struct wire *w)
{
    if (w->masks_left == 0) {
        (void)os_random(w->masks, sizeof w->masks);
        w->masks_left = WIRE_MASKS;
    }
    return w->masks + 4 * --w->masks_left;
}

static void wire_put_frame(struct wire *w, enum ws_opcode opcode, struct slice head,
                           struct slice data)
{
    uint8_t start[FRAME_HEAD_MAX];
    const uint8_t *mask = wire_mask(w);
    size_t i = 0;
    BUG_UNLESS(wire_free(w) >= head.len + data.len + FRAME_HEAD_MAX);
    memmove(w->out, w->out + w->out_at, w->out_len - w->out_at);
    w->out_len -= w->out_at;
    w->out_at = 0;
    size_t n = ws_head(start, opcode, true, head.len + data.len);
    start[1] |= 0x80;
    memcpy(start + n, mask, 4);
    memcpy(w->out + w->out_len, start, n + 4);
    w->out_len += n + 4;
    wire_put_masked(w, mask, &i, head);
    wire_put_masked(w, mask, &i, data);
}

/* Appends a control frame, or drops it if the buffer is full. */
static void wire_put_control(struct wire *w, enum ws_opcode opcode, struct slice data)
{
    if (wire_free(w) >= data.len + FRAME_HEAD_MAX)
        wire_put_frame(w, opcode, data, (struct slice){0});
}

enum ws_event_type wire_next(struct wire *w, struct ws_event *e)
{
    while (w->in_at < w->in_len) {
        size_t n = ws_read(&w->reader, w->in + w->in_at, w->in_len - w->in_at, MESSAGE_MAX, e);
        w->in_at += n;
        if (e->type == WS_EVENT_PING)
            wire_put_control(w, WS_PONG, e->data);
        else if (e->type != WS_EVENT_NONE && e->type != WS_EVENT_PONG)
            return e->type;
        else if (n == 0)
            break;
    }
    return WS_EVENT_NONE;
}

size_t wire_room(const struct wire *w)
{
    size_t reserved = CONTROL_ROOM + FRAME_HEAD_MAX;
    return wire_free(w) > reserved ? wire_free(w) - reserved : 0;
}

void wire_send(struct wire *w, struct slice head, struct slice data)
{
    wire_put_frame(w, WS_BINARY, head, data);
}

void wire_close(struct wire *w, uint16_t code)
{
    uint8_t payload[2];
    endian_put_u16(payload, code);
    wire_put_control(w, WS_CLOSE, slice_make(payload, sizeof payload));
    (void)wire_flush(w);
}

bool wire_unsent(const struct wire *w)
{
    return w->out_len > w->out_at;
}

bool wire_flush(struct wire *w)
{
    while (wire_unsent(w)) {
        ssize_t n = send(w->fd, w->out + w->out_at, w->out_len - w->out_at, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        w->out_at += (size_t)n;
    }
    return true;
}

uint64_t wire_tick(struct wire *w, uint64_t now_ms)
{
    uint64_t due = w->heard_ms + WIRE_SILENCE_MS;
    if (now_ms >= due && !w->pinged) {
        wire_put_control(w, WS_PING, (struct slice){0});
        w->pinged = true;
    }
    if (!w->pinged)
        return due;
    return now_ms >= due + WIRE_SILENCE_MS ? 0 : due + WIRE_SILENCE_MS;
}
