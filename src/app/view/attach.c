/*
 * Messages come in pieces of any size. The head of an input message is gathered (type and offset);
 * the bytes behind it go straight into the window's ring, and what the ring does not take stays in
 * the connection, whose socket is not read until there is room. Every other message is gathered
 * whole.
 */
#include "app/view/attach.h"

#include "app/io/input.h"
#include "app/request/auth.h"
#include "app/view/frames.h"
#include "app/view/input_lock.h"
#include "base/codec/json.h"
#include "os/loop.h"

#include <string.h>

#define INPUT_HEAD_V1 9 /* type and offset */
#define INPUT_HEAD_TTY 1

static uint64_t get_number(const uint8_t *at, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | at[i];
    return v;
}

void attach_request(struct conn *c, const struct http_request *r, struct window *w, enum role role,
                    uint64_t now_ms)
{
    bool v1 = ws_offers(r, "boundtty.v1");
    bool tty = !v1 && ws_offers(r, "tty");
    if (!v1 && !tty) {
        http_error(c, 400, "ask for the subprotocol boundtty.v1 or tty in Sec-WebSocket-Protocol");
        return;
    }
    if (ws_accept(c, r, v1 ? "boundtty.v1" : "tty", now_ms))
        viewer_open(c, w, v1 ? DIALECT_V1 : DIALECT_TTY, role, now_ms);
}

/* Sends the viewer away with a close code; its connection ends after the handshake. */
static void refuse(struct conn *c, uint16_t code, const char *reason)
{
    viewer_close(c);
    ws_close(c, code, reason);
}

static bool read_size(struct json j, struct viewer *v)
{
    uint64_t cols, rows;
    if (!json_u64(json_member(j, "columns"), UINT16_MAX, &cols) ||
        !json_u64(json_member(j, "rows"), UINT16_MAX, &rows) || cols == 0 || rows == 0)
        return false;
    v->cols = (uint16_t)cols;
    v->rows = (uint16_t)rows;
    return true;
}

/* The tty dialect's credential, where the upgrade carried none. */
static bool admit(struct conn *c, struct viewer *v, struct json j, uint64_t now_ms)
{
    char token[128];
    size_t len = 0;
    bool refused = false;
    if (v->role != ROLE_NONE)
        return true;
    if (json_string(json_member(j, "AuthToken"), token, sizeof token, &len))
        v->role = auth_token(c, slice_make(token, len), now_ms, &refused);
    return v->role != ROLE_NONE && !refused;
}

/* One that gave its token only now finds the session as full as others have made it meanwhile. */
static bool enter(struct conn *c, struct viewer *v)
{
    if (v->entered)
        return true;
    if (!viewer_has_room(c, windows_find(v->window))) {
        refuse(c, 1013, VIEWER_LIMIT_SENTENCE);
        return false;
    }
    viewer_enter(c, v);
    return true;
}

static void hello(struct conn *c, struct viewer *v, struct slice message, uint64_t now_ms)
{
    struct json j = json_read(message);
    char id[17];
    size_t len = 0;
    if (v->greeted || j.type != JSON_OBJECT) {
        refuse(c, 1002, "the first message, and only it, is a JSON object");
        return;
    }
    if (!admit(c, v, j, now_ms)) {
        refuse(c, 1008, "AuthToken is not the token");
        return;
    }
    if (!enter(c, v))
        return;
    if (!read_size(j, v) && v->dialect == DIALECT_V1) {
        refuse(c, 1002, "the first message holds columns and rows");
        return;
    }
    if (v->dialect == DIALECT_V1 &&
        (!json_string(json_member(j, "client"), id, sizeof id, &len) || len != 16 ||
         !slice_hex(slice_make(id, len), &v->id) || v->id == 0)) {
        refuse(c, 1002, "client is 16 hexadecimal digits, not all of them 0");
        return;
    }
    bool look = false;
    if (json_bool(json_member(j, "readonly"), &look) && look)
        v->role = ROLE_LOOK;
    viewer_greet(c, v, now_ms);
}

static void resize(struct conn *c, struct viewer *v, struct slice message)
{
    if (!read_size(json_read(slice_from(message, 1)), v))
        refuse(c, 1002, "a resize holds columns and rows");
    else
        viewer_claim(c, v);
}

static void shown(struct conn *c, struct viewer *v, struct slice message)
{
    if (message.len != 5) {
        refuse(c, 1002, "shown holds a frame number of 4 bytes");
        return;
    }
    uint32_t number = (uint32_t)get_number(message.at + 1, 4);
    if (v->frame - number <= v->frame - v->shown)
        v->shown = number;
}

static void history(struct conn *c, struct viewer *v, struct slice message)
{
    if (message.len != 11) {
        refuse(c, 1002, "a history request holds a line of 8 bytes and a count of 2");
        return;
    }
    v->history_line = get_number(message.at + 1, 8);
    v->history_count = (uint16_t)get_number(message.at + 9, 2);
}

/* A whole message that is not input. */
static void take_message(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    struct slice message = {v->gather, v->gathered};
    bool v1 = v->dialect == DIALECT_V1;
    uint8_t type = v->gather[0];
    if (type == '{' || !v->greeted) {
        hello(c, v, message, now_ms);
        return;
    }
    if (type == '1')
        resize(c, v, message);
    else if (type == '2')
        v->paused = true;
    else if (type == '3')
        v->paused = false;
    else if (type == '4' && v1)
        shown(c, v, message);
    else if (type == '5' && v1)
        history(c, v, message);
    else if (type == '6' && v1)
        viewer_claim(c, v);
    else if (type == '7' && v1)
        paint_invalidate(&v->painter);
    else if (type == '8' && v1 &&
             input_lock_change(windows_find(v->window), v, slice_from(message, 1)))
        return;
    else
        refuse(c, 1002, "a message of an unknown type");
}

/* The head of an input message is there: where its bytes stand in the client's stream. */
static bool begin_input(struct conn *c, struct viewer *v)
{
    v->streaming = true;
    if (v->dialect != DIALECT_V1)
        return true;
    uint64_t offset = get_number(v->gather + 1, 8);
    uint64_t applied = v->client < LIMIT_CLIENTS ? input_applied(v->client) : v->offset;
    if (offset > applied) {
        refuse(c, 1002, "input that leaves a gap");
        return false;
    }
    v->offset = offset;
    return true;
}

/* Input bytes; returns how many were taken. Those that were applied before are taken and ignored,
 * and so is what a viewer types that may only look, or that nobody is there to read. */
static size_t take_input(struct viewer *v, struct slice bytes)
{
    struct window *w = windows_find(v->window);
    bool nobody = w->phase == PHASE_ENDED || w->phase == PHASE_FAILED;
    size_t known = 0;
    if (v->client < LIMIT_CLIENTS) {
        uint64_t applied = input_applied(v->client);
        uint64_t behind = applied > v->offset ? applied - v->offset : 0;
        known = behind < bytes.len ? (size_t)behind : bytes.len;
    }
    size_t n = known;
    bytes = slice_from(bytes, known);
    if (bytes.len > 0 && !input_lock_admits(w, v))
        n += input_discard(v->client, bytes.len);
    else if (bytes.len > 0)
        n += nobody ? input_discard(v->client, bytes.len) : input_put(w, v->client, bytes);
    v->offset += n;
    v->typed = true;
    if (n > known && v->typed_us == 0)
        v->typed_us = loop_now_us();
    input_flush(w);
    bool was_blocked = v->blocked;
    v->blocked = n < known + bytes.len;
    figures_count(&app.board->figures, FIGURE_INPUT_LIMITED, v->blocked && !was_blocked);
    return n;
}

/* Whether this viewer's client place is still its own; else it gets one anew, as after a
 * reconnection. */
static bool keeps_place(struct conn *c, struct viewer *v)
{
    const struct window *w = windows_find(v->window);
    if (v->client >= LIMIT_CLIENTS || input_is_client(v->client, v->id, w))
        return true;
    refuse(c, 1012, "too many clients: attach again");
    return false;
}

static size_t gather(struct viewer *v, struct slice piece, size_t most)
{
    size_t n = piece.len < most - v->gathered ? piece.len : most - v->gathered;
    memcpy(v->gather + v->gathered, piece.at, n);
    v->gathered = (uint16_t)(v->gathered + n);
    return n;
}

/* Takes of the piece what belongs to a head or to a message that is gathered whole. */
static size_t take_head(struct conn *c, struct viewer *v, struct slice piece)
{
    size_t n = v->gathered == 0 && piece.len > 0 ? gather(v, slice_part(piece, 0, 1), 1) : 0;
    bool input = v->gathered > 0 && v->gather[0] == '0' && v->greeted;
    size_t most =
        !input ? VIEWER_GATHER : (v->dialect == DIALECT_V1 ? INPUT_HEAD_V1 : INPUT_HEAD_TTY);
    n += gather(v, slice_from(piece, n), most);
    if (input && v->gathered == most)
        (void)(keeps_place(c, v) && begin_input(c, v));
    else if (!input && n < piece.len)
        refuse(c, 1009, "a message of more than 1 KiB that is not input");
    return n;
}

size_t attach_message(struct conn *c, const struct ws_event *e, uint64_t now_ms)
{
    struct viewer *v = viewer_of(c);
    size_t n = 0;
    if (v->dialect == DIALECT_NONE)
        return e->data.len;
    if (!windows_find(v->window)) {
        viewer_dismiss(c);
        return e->data.len;
    }
    if (v->history_count > 0)
        return 0; /* one request is answered before the next message is read */
    if (e->first && !v->blocked) {
        v->gathered = 0;
        v->streaming = false;
    }
    if (!v->streaming)
        n = take_head(c, v, e->data);
    if (v->dialect == DIALECT_NONE)
        return e->data.len;
    if (v->streaming)
        n += take_input(v, slice_from(e->data, n));
    if (!e->last || n < e->data.len)
        return n;
    if (!v->streaming && v->gathered > 0)
        take_message(c, v, now_ms);
    v->gathered = 0;
    v->streaming = false;
    return n;
}
