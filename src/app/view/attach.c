/*
 * Messages arrive in pieces of any size. The head of an input message is gathered; the bytes after
 * it go directly into the window's ring. Bytes that the ring does not take stay in the connection,
 * whose socket is not read until there is room. Every other message is gathered as a whole.
 */
#include "app/view/attach.h"

#include "app/io/input.h"
#include "app/view/dialects.h"
#include "app/view/input_lock.h"
#include "app/view/viewer.h"
#include "net/respond.h"
#include "net/upgrade.h"
#include "os/loop.h"

#include <string.h>

#define TOKEN_MAX 128 /* longest late credential */

void attach_request(struct conn *c, const struct http_request *r, struct window *w, enum role role,
                    uint64_t now_ms)
{
    const struct dialect *dialect = dialects_offered(r);
    if (!dialect) {
        http_error(c, 400, "ask for the subprotocol boundtty.v1 or tty in Sec-WebSocket-Protocol");
        return;
    }
    if (ws_accept(c, r, dialect->name, now_ms))
        viewer_open(c, w, dialect, role, now_ms);
}

bool attach_accepts_late_credential(const struct http_request *r)
{
    const struct dialect *dialect = dialects_offered(r);
    return dialect && dialect->late_credential;
}

/* Whether the viewer has a role, either from the upgrade or by the token of its first message. */
static bool attach_authenticate(struct conn *c, struct viewer *v, struct json hello,
                                uint64_t now_ms)
{
    char token[TOKEN_MAX];
    size_t len = 0;
    bool refused = false;
    if (v->role != ROLE_NONE)
        return true;
    if (json_string(json_member(hello, "AuthToken"), token, sizeof token, &len))
        v->role = auth_token(c, slice_make(token, len), now_ms, &refused);
    return v->role != ROLE_NONE && !refused;
}

/* Admits the viewer. With a late credential, other viewers may have filled the session since the
 * upgrade. False: the viewer was refused. */
static bool attach_enter(struct conn *c, struct viewer *v, struct json hello, uint64_t now_ms)
{
    if (!attach_authenticate(c, v, hello, now_ms)) {
        viewer_refuse(c, WS_CLOSE_POLICY, "AuthToken is not the token");
        return false;
    }
    if (v->entered)
        return true;
    if (!viewer_has_room(c, windows_find(v->window))) {
        viewer_refuse(c, WS_CLOSE_TRY_LATER, VIEWER_LIMIT_SENTENCE);
        return false;
    }
    viewer_enter(c, v);
    return true;
}

static void attach_hello(struct conn *c, struct viewer *v, struct slice message, uint64_t now_ms)
{
    struct json hello = json_read(message);
    bool readonly = false;
    if (v->greeted || hello.type != JSON_OBJECT) {
        viewer_refuse(c, WS_CLOSE_PROTOCOL_ERROR,
                      "the first message, and only it, is a JSON object");
        return;
    }
    if (!attach_enter(c, v, hello, now_ms))
        return;
    const char *error = v->dialect->read_hello(v, hello);
    if (error) {
        viewer_refuse(c, WS_CLOSE_PROTOCOL_ERROR, error);
        return;
    }
    if (json_bool(json_member(hello, "readonly"), &readonly) && readonly)
        v->role = ROLE_LOOK;
    viewer_greet(c, v, now_ms);
}

/* Handles a complete message other than input. */
static void attach_whole(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    struct slice message = slice_make(v->gather, v->gathered);
    if (message.at[0] == '{' || !v->greeted) {
        attach_hello(c, v, message, now_ms);
        return;
    }
    const char *error = v->dialect->take_message(c, v, message);
    if (error)
        viewer_refuse(c, WS_CLOSE_PROTOCOL_ERROR, error);
}

/* The number of these input bytes that were applied already, because the client has sent them
 * again. */
static size_t attach_applied_before(const struct viewer *v, struct slice bytes)
{
    if (v->client >= LIMIT_CLIENTS)
        return 0;
    uint64_t applied = input_applied(v->client);
    uint64_t ahead = applied > v->offset ? applied - v->offset : 0;
    return ahead < bytes.len ? (size_t)ahead : bytes.len;
}

/* Whether input of the viewer is typed now: its message is for the window's present incarnation,
 * whose program has not ended, and the viewer may type. */
static bool attach_types(struct window *w, const struct viewer *v)
{
    return v->addressed == w->incarnation && !windows_over(w) && input_lock_admits(w, v);
}

/* Takes input bytes and returns how many. Bytes that were applied before are skipped; those that
 * are not to be typed are confirmed and discarded. Fewer than bytes.len: the window's ring is full,
 * and the viewer is blocked. */
static size_t attach_input(struct conn *c, struct viewer *v, struct slice bytes)
{
    struct window *w = windows_find(v->window);
    size_t before = attach_applied_before(v, bytes);
    struct slice fresh = slice_from(bytes, before);
    size_t n = before;
    if (fresh.len > 0)
        n += attach_types(w, v) ? input_put(w, v->client, fresh)
                                : input_discard(v->client, fresh.len);
    if (n > before && attach_types(w, v))
        viewer_show_colors(c, v);
    v->offset += n;
    v->pace.typed = true;
    if (n > before && v->typed_us == 0)
        v->typed_us = loop_now_us();
    input_flush(w);
    bool was_blocked = v->blocked;
    v->blocked = n < bytes.len;
    figures_count(&app.board->figures, FIGURE_INPUT_LIMITED, v->blocked && !was_blocked);
    return n;
}

/* Handles the complete head of an input message. A client whose entry on the board was given to
 * another one is closed, and attaches again for a new entry. */
static void attach_begin_input(struct conn *c, struct viewer *v)
{
    const struct window *w = windows_find(v->window);
    if (v->client < LIMIT_CLIENTS && !input_is_client(v->client, v->id, w)) {
        viewer_refuse(c, WS_CLOSE_RESTART, "too many clients: attach again");
        return;
    }
    v->streaming = true;
    v->addressed = w->incarnation;
    const char *error = v->dialect->begin_input(v);
    if (error)
        viewer_refuse(c, WS_CLOSE_PROTOCOL_ERROR, error);
}

static size_t attach_gather(struct viewer *v, struct slice piece, size_t most)
{
    size_t n = piece.len < most - v->gathered ? piece.len : most - v->gathered;
    memcpy(v->gather + v->gathered, piece.at, n);
    v->gathered = (uint16_t)(v->gathered + n);
    return n;
}

/* The length of the head of the input message whose first byte was gathered; 0: it is not one. */
static size_t attach_input_head(const struct viewer *v)
{
    if (v->gathered == 0 || !v->greeted)
        return 0;
    return v->gather[0] == '0'   ? v->dialect->input_head
           : v->gather[0] == '9' ? v->dialect->named_head
                                 : 0;
}

/* Gathers the part of a piece that belongs to a head or to a message gathered as a whole. Returns
 * its length. */
static size_t attach_head(struct conn *c, struct viewer *v, struct slice piece)
{
    size_t n = v->gathered == 0 && piece.len > 0 ? attach_gather(v, slice_part(piece, 0, 1), 1) : 0;
    size_t input = attach_input_head(v), most = input > 0 ? input : VIEWER_GATHER;
    n += attach_gather(v, slice_from(piece, n), most);
    if (input > 0 && v->gathered == most)
        attach_begin_input(c, v);
    else if (input == 0 && n < piece.len)
        viewer_refuse(c, WS_CLOSE_TOO_BIG, "a message of more than 1 KiB that is not input");
    return n;
}

size_t attach_message(struct conn *c, const struct ws_event *e, uint64_t now_ms)
{
    struct viewer *v = viewers_of(c);
    size_t n = 0;
    if (!v->dialect)
        return e->data.len;
    if (!windows_find(v->window)) {
        viewer_refuse(c, WS_CLOSE_NORMAL, VIEWER_CLOSED_SENTENCE);
        return e->data.len;
    }
    if (v->history_count > 0)
        return 0; /* one history request is answered before the next message is read */
    if (e->first && !v->blocked) {
        v->gathered = 0;
        v->streaming = false;
    }
    if (!v->streaming)
        n = attach_head(c, v, e->data);
    if (!v->dialect)
        return e->data.len;
    if (v->streaming)
        n += attach_input(c, v, slice_from(e->data, n));
    if (!e->last || n < e->data.len)
        return n;
    if (!v->streaming && v->gathered > 0)
        attach_whole(c, v, now_ms);
    v->gathered = 0;
    v->streaming = false;
    return n;
}
