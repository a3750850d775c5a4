/*
 * A connection is served in steps: take what came, send what there is, end what is complete,
 * until nothing moves. So a request that came whole is read, parsed, answered and written in one
 * turn of the loop, and the next one of a pipeline is looked at only when the answer before it has
 * been sent. What a peer owes us (a head, a body) and what it is slow to take has one deadline a
 * connection, found anew whenever it was served.
 */
#include "net/conn.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "os/loop.h"
#include "os/socket.h"

#include <poll.h>
#include <string.h>

/* Then it is the others' turn. */
#define STEPS_A_TURN 64
#define BYTES_A_TURN (4 * LIMIT_CONN_OUT)

static const char *sentence_of(unsigned status)
{
    switch (status) {
    case 408:
        return "the request did not arrive in time";
    case 413:
        return "the body is too large";
    case 414:
        return "the request target is too long";
    case 431:
        return "the header fields are too large";
    case 501:
        return "this transfer coding is not known here";
    case 505:
        return "only HTTP/1.1 and HTTP/1.0 are spoken here";
    default:
        return "the request is malformed";
    }
}

void conn_refuse(struct conn *c, unsigned status)
{
    if (c->phase == CONN_REQUEST && c->answer != ANSWER_NONE) {
        /* An answer is under way: it can only be cut off, or be the last one. */
        c->dead |= c->answer == ANSWER_OPEN;
    } else {
        if (c->phase == CONN_HEAD) {
            c->head_only = c->chunked_out = false;
            c->request_us = loop_now_us();
        }
        c->phase = CONN_REQUEST;
        c->answer = ANSWER_NONE;
        c->keep_alive = false;
        http_error(c, status, sentence_of(status));
    }
    c->keep_alive = false;
    c->body = BODY_DONE;
    c->lingers = true;
    c->raw_at = c->in_end;
}

static void begin(struct conn *c, const struct http_request *r, uint32_t head_len)
{
    bool has_body = r->chunked || (r->has_length && r->length > 0);
    c->phase = CONN_REQUEST;
    c->answer = ANSWER_NONE;
    c->body = has_body ? BODY_UNASKED : BODY_DONE;
    c->head_only = r->method == HTTP_HEAD;
    c->keep_alive = r->keep_alive && !net.shutting;
    c->minor = r->minor;
    c->chunked_in = r->chunked;
    c->chunked_out = false;
    c->expects_continue = r->expects_continue && has_body;
    c->left = r->has_length ? r->length : 0;
    c->body_ended = !has_body;
    c->chunks = (struct http_chunks){0};
    c->head_at = c->raw_at;
    c->head_len = head_len;
    c->raw_at += head_len;
    c->body_len = c->piece_left = c->progress = c->drained = 0;
    c->in_since_ms = net.now_ms;
    c->request_us = loop_now_us();
    c->requests++;
    c->known = true;
    net.set.app->request(c, r, net.now_ms);
}

static bool take_head(struct conn *c)
{
    struct slice raw = conn_raw(c);
    if (raw.len == 0) {
        c->dead |= c->eof;
        return false;
    }
    if (c->in_since_ms == 0)
        c->in_since_ms = net.now_ms;
    int n = http_parse(raw, &net.request);
    if (n > 0)
        begin(c, &net.request, (uint32_t)n);
    else if (n < 0)
        conn_refuse(c, (unsigned)-n);
    else
        c->dead |= c->eof;
    return n != 0;
}

/* Finds the next piece of a body; false: none has come. */
static bool next_piece(struct conn *c, struct slice *piece, bool *last)
{
    struct slice raw = conn_raw(c);
    if (c->piece_left == 0 && !c->body_ended && c->chunked_in) {
        size_t used;
        enum http_chunk_step step = http_chunks_feed(&c->chunks, raw, &used, piece);
        if (step == HTTP_CHUNK_BAD) {
            conn_refuse(c, 400);
            return false;
        }
        c->raw_at += (uint32_t)(used - piece->len);
        c->piece_left = (uint32_t)piece->len;
        c->body_ended = step == HTTP_CHUNK_END;
    } else if (c->piece_left == 0 && !c->body_ended) {
        c->piece_left = (uint32_t)(c->left < raw.len ? c->left : raw.len);
        c->left -= c->piece_left;
        c->body_ended = c->left == 0;
    }
    *piece = (struct slice){c->in + c->raw_at, c->piece_left};
    *last = c->body_ended;
    return c->piece_left > 0 || c->body_ended;
}

static void took(struct conn *c, size_t n)
{
    c->raw_at += (uint32_t)n;
    c->piece_left -= (uint32_t)n;
    c->progress += (uint32_t)n;
    if (c->progress >= PROGRESS_BYTES && c->body != BODY_WHOLE) {
        c->progress = 0;
        c->in_since_ms = net.now_ms;
    }
}

static void gather(struct conn *c, struct slice piece, bool last)
{
    if (piece.len > LIMIT_JSON_BODY - c->body_len) {
        conn_refuse(c, 413);
        return;
    }
    uint8_t *body = c->in + c->head_at + c->head_len;
    if (piece.len > 0)
        memmove(body + c->body_len, piece.at, piece.len);
    c->body_len += (uint32_t)piece.len;
    took(c, piece.len);
    if (!last)
        return;
    /* The request is parsed again rather than kept: slices of it could have moved. */
    int n = http_parse((struct slice){c->in + c->head_at, c->head_len}, &net.request);
    BUG_UNLESS(n == (int)c->head_len);
    c->body = BODY_DONE;
    net.set.app->whole_body(c, &net.request, (struct slice){body, c->body_len}, net.now_ms);
}

static void stream(struct conn *c, struct slice piece, bool last)
{
    size_t n = net.set.app->body(c, piece, last, net.now_ms);
    BUG_UNLESS(n <= piece.len);
    took(c, n);
    c->stalled = c->piece_left > 0;
    if (last && !c->stalled)
        c->body = BODY_DONE;
}

static void drain(struct conn *c, struct slice piece, bool last)
{
    took(c, piece.len);
    c->drained += (uint32_t)piece.len;
    if (last)
        c->body = BODY_DONE;
    else if (c->drained > DRAIN_MAX)
        conn_refuse(c, 413);
}

static bool take_body(struct conn *c)
{
    bool moved = false, last = false;
    struct slice piece = {0};
    /* Each round takes bytes from the in buffer, or ends the body. */
    while (conn_body_awaited(c) && !c->stalled && !c->dead && next_piece(c, &piece, &last)) {
        moved = true;
        if (c->body == BODY_WHOLE)
            gather(c, piece, last);
        else if (c->body == BODY_STREAM)
            stream(c, piece, last);
        else
            drain(c, piece, last);
    }
    if (c->eof && conn_body_awaited(c) && !c->stalled && !c->dead) {
        conn_refuse(c, 400);
        moved = true;
    }
    return moved;
}

bool conn_body_awaited(const struct conn *c)
{
    return c->phase == CONN_REQUEST && c->body >= BODY_WHOLE;
}

static bool take(struct conn *c)
{
    switch ((enum conn_phase)c->phase) {
    case CONN_HEAD:
        return take_head(c);
    case CONN_REQUEST:
        return take_body(c);
    case CONN_WEBSOCKET:
    case CONN_WS_CLOSING:
        return upgrade_take(c);
    case CONN_ENDING:
        break;
    }
    return false;
}

/* Sends, and lets the application go on writing where it has more. */
static bool send_out(struct conn *c)
{
    if (!conn_flush(c))
        return false;
    bool more =
        (c->phase == CONN_REQUEST && c->answer == ANSWER_OPEN) || c->phase == CONN_WEBSOCKET;
    if (more && c->tail.len == 0 && c->out_end - c->out_at <= LIMIT_CONN_OUT / 2)
        net.set.app->writable(c, net.now_ms);
    return true;
}

/* The answer stands: what is left of the body is nobody's. */
static void forget_body(struct conn *c)
{
    c->stalled = false;
    c->body = c->keep_alive ? BODY_DRAIN : BODY_DONE;
    c->lingers |= !c->keep_alive;
    c->in_since_ms = net.now_ms;
}

static bool end_request(struct conn *c)
{
    bool moved = false;
    if (c->body != BODY_DONE && c->body != BODY_DRAIN) {
        forget_body(c);
        moved = true;
    }
    if (c->body != BODY_DONE || conn_unsent(c) > 0)
        return moved;
    histogram_note(&net.traffic->request, clock_us() - c->request_us);
    c->phase = CONN_HEAD;
    c->in_since_ms = 0;
    c->out_since_ms = net.now_ms;
    if (!c->keep_alive || net.shutting) {
        c->lingers |= conn_raw(c).len > 0;
        c->dead = true;
    }
    return true;
}

static bool end(struct conn *c)
{
    if (c->phase == CONN_REQUEST && c->answer == ANSWER_DONE)
        return end_request(c);
    bool sent = conn_unsent(c) == 0;
    if (c->phase == CONN_ENDING && sent)
        c->dead = c->lingers = true;
    /* Nobody waits any more for what a stream may bring later. */
    if (c->phase == CONN_REQUEST && c->answer == ANSWER_OPEN && c->body == BODY_DONE && sent)
        c->dead |= c->eof;
    return false;
}

static bool step(struct conn *c)
{
    bool moved = take(c);
    if (!c->dead)
        moved |= send_out(c);
    if (!c->dead)
        moved |= end(c);
    return moved && !c->dead;
}

uint64_t conn_due(const struct conn *c)
{
    if (c->phase == CONN_HEAD) {
        if (c->in_since_ms > 0)
            return c->in_since_ms + net.set.header_ms;
        return c->requests == 0 ? c->since_ms + net.set.header_ms
                                : c->out_since_ms + net.set.idle_ms;
    }
    if (c->phase >= CONN_WEBSOCKET)
        return c->close_ms;
    if (conn_unsent(c) > 0)
        return c->out_since_ms + net.set.stall_ms;
    if (conn_body_awaited(c) && !c->stalled)
        return c->in_since_ms + net.set.header_ms;
    return UINT64_MAX; /* it is the application's turn */
}

void conn_serve(struct conn *c)
{
    net.serving = c;
    c->touched = false;
    uint64_t most = c->sent + BYTES_A_TURN;
    unsigned steps = 0;
    while (!c->dead && steps < STEPS_A_TURN && c->sent < most && step(c))
        steps++;
    net.serving = NULL;
    conn_settle(c);
    if (c->dead) {
        conn_release(c);
        return;
    }
    if (steps == STEPS_A_TURN || c->sent >= most)
        conn_touch(c);
    conn_events(c);
    c->deadline_ms = conn_due(c);
    if (c->deadline_ms < net.nearest_ms)
        net.nearest_ms = c->deadline_ms;
}

void conn_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct conn *c = conn_at((uint16_t)id);
    net.now_ms = now_ms;
    if (revents & POLLOUT)
        c->blocked = false;
    if (revents & c->want & POLLIN)
        conn_read(c);
    else if (revents & (POLLERR | POLLHUP | POLLNVAL | os_peer_ends))
        c->dead = true;
    conn_serve(c);
}

void conn_expire(struct conn *c)
{
    if (c->phase >= CONN_WEBSOCKET) {
        upgrade_expire(c);
    } else {
        bool begun = c->phase == CONN_REQUEST || c->in_since_ms > 0;
        net.traffic->timed_out += begun;
        if (begun)
            log_limit("time", slice_of(conn_address(c)));
        if (begun && conn_unsent(c) == 0)
            conn_refuse(c, 408);
        else
            c->dead = true;
    }
    conn_serve(c);
}
