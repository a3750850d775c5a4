/*
 * The state machine of a connection. It is served in steps (consume input, send output, end what is
 * complete) until no step makes progress. So a request that arrives whole is read, parsed, answered
 * and sent in one turn of the loop, and the next request of a pipeline is parsed only after the
 * answer before it has been sent. Each connection has one deadline, for what the peer has to send
 * (a head, a body) and for what it is slow to receive; it is computed again whenever the connection
 * has been served.
 */
#include "net/serve.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/conn_private.h"
#include "net/draining.h"
#include "net/respond_private.h"
#include "net/upgrade_private.h"
#include "os/socket.h"

#include <poll.h>
#include <string.h>

/* Limits of one connection in one turn, after which the others are served. */
#define STEPS_A_TURN 64
#define BYTES_A_TURN (4 * LIMIT_CONN_OUT)

/* The request that the application is called with. */
static struct http_request request;

static const struct net_app *application(void)
{
    return conn_settings()->app;
}

/* Heads. */

static void begin_request(struct conn *c, const struct http_request *r)
{
    bool has_body = r->chunked || (r->has_length && r->length > 0);
    c->phase = CONN_REQUEST;
    c->answer = ANSWER_NONE;
    c->body = has_body ? BODY_UNASKED : BODY_DONE;
    c->head_only = r->method == HTTP_HEAD;
    c->keep_alive = r->keep_alive && !conn_shutting_down();
    c->minor = r->minor;
    c->chunked_in = r->chunked;
    c->chunked_out = false;
    c->expects_continue = r->expects_continue && has_body;
    c->left = r->has_length ? r->length : 0;
    c->body_ended = !has_body;
    c->chunks = (struct http_chunks){0};
    c->head_at = c->raw_at;
    c->head_len = r->head_len;
    c->raw_at += r->head_len;
    c->body_len = c->piece_left = c->progress = c->drained = 0;
    c->in_since_ms = conn_now_ms();
    c->request_us = loop_now_us();
    c->requests++;
    c->delivered = true;
    application()->request(c, r, conn_now_ms());
}

static bool serve_head(struct conn *c)
{
    struct slice raw = conn_raw(c);
    if (raw.len == 0) {
        c->dead |= c->eof;
        return false;
    }
    if (c->in_since_ms == 0)
        c->in_since_ms = conn_now_ms();
    switch (http_parse(raw, &request)) {
    case HTTP_CONSUMED:
        begin_request(c, &request);
        return true;
    case HTTP_REFUSED:
        respond_refuse(c, request.bad);
        return true;
    case HTTP_INCOMPLETE:
        break;
    }
    c->dead |= c->eof;
    return false;
}

/* Bodies. */

/* Marks the next data of a chunked body in the in buffer as a piece; false: malformed. */
static bool find_chunk_piece(struct conn *c)
{
    size_t used;
    struct slice data;
    enum http_chunk_step step = http_chunks_feed(&c->chunks, conn_raw(c), &used, &data);
    if (step == HTTP_CHUNK_BAD)
        return false;
    c->raw_at += (uint32_t)(used - data.len);
    c->piece_left = (uint32_t)data.len;
    c->body_ended = step == HTTP_CHUNK_END;
    return true;
}

/* Marks the next bytes of a body with a length as a piece. */
static void find_length_piece(struct conn *c)
{
    size_t raw = conn_raw(c).len;
    c->piece_left = (uint32_t)(c->left < raw ? c->left : raw);
    c->left -= c->piece_left;
    c->body_ended = c->left == 0;
}

/* Finds the next piece of a body, or the rest of one that was not consumed; false: none has
 * arrived. */
static bool next_piece(struct conn *c, struct slice *piece)
{
    if (c->piece_left == 0 && !c->body_ended) {
        if (!c->chunked_in) {
            find_length_piece(c);
        } else if (!find_chunk_piece(c)) {
            respond_refuse(c, HTTP_MALFORMED);
            return false;
        }
    }
    *piece = slice_make(c->in + c->raw_at, c->piece_left);
    return c->piece_left > 0 || c->body_ended;
}

static void body_took(struct conn *c, size_t n)
{
    c->raw_at += (uint32_t)n;
    c->piece_left -= (uint32_t)n;
    c->progress += (uint32_t)n;
    if (c->progress >= CONN_PROGRESS_BYTES && c->body != BODY_WHOLE) {
        c->progress = 0;
        c->in_since_ms = conn_now_ms();
    }
}

static void gather_body(struct conn *c, struct slice piece)
{
    if (piece.len > LIMIT_JSON_BODY - c->body_len) {
        respond_refuse(c, 413);
        return;
    }
    uint8_t *body = c->in + c->head_at + c->head_len;
    if (piece.len > 0)
        memmove(body + c->body_len, piece.at, piece.len);
    c->body_len += (uint32_t)piece.len;
    body_took(c, piece.len);
    if (!c->body_ended)
        return;
    /* The head is parsed again because its bytes may have moved since, which invalidates the
     * slices. */
    enum http_parsed parsed = http_parse(slice_make(c->in + c->head_at, c->head_len), &request);
    BUG_UNLESS(parsed == HTTP_CONSUMED && request.head_len == c->head_len);
    c->body = BODY_DONE;
    application()->whole_body(c, &request, slice_make(body, c->body_len), conn_now_ms());
}

static void stream_body(struct conn *c, struct slice piece)
{
    bool last = c->body_ended;
    size_t n = application()->body(c, piece, last, conn_now_ms());
    BUG_UNLESS(n <= piece.len);
    body_took(c, n);
    c->stalled = c->piece_left > 0;
    if (last && !c->stalled)
        c->body = BODY_DONE;
}

static void drain_body(struct conn *c, struct slice piece)
{
    body_took(c, piece.len);
    c->drained += (uint32_t)piece.len;
    if (c->body_ended)
        c->body = BODY_DONE;
    else if (c->drained > CONN_DRAIN_MAX)
        respond_refuse(c, 413);
}

static bool serve_body(struct conn *c)
{
    bool moved = false;
    struct slice piece = {0};
    /* Each round consumes bytes of the in buffer, or ends the body. */
    while (conn_body_awaited(c) && !c->stalled && !c->dead && next_piece(c, &piece)) {
        moved = true;
        if (c->body == BODY_WHOLE)
            gather_body(c, piece);
        else if (c->body == BODY_STREAM)
            stream_body(c, piece);
        else
            drain_body(c, piece);
    }
    if (c->eof && conn_body_awaited(c) && !c->stalled && !c->dead) {
        respond_refuse(c, HTTP_MALFORMED);
        moved = true;
    }
    return moved;
}

/* Steps. */

static bool serve_input(struct conn *c)
{
    switch ((enum conn_phase)c->phase) {
    case CONN_HEAD:
        return serve_head(c);
    case CONN_REQUEST:
        return serve_body(c);
    case CONN_WEBSOCKET:
    case CONN_WS_CLOSING:
        return upgrade_take(c);
    case CONN_ENDING:
        break;
    }
    return false;
}

/* Sends, and calls the application for more of an unfinished response. */
static bool serve_output(struct conn *c)
{
    if (!conn_flush(c))
        return false;
    bool more =
        (c->phase == CONN_REQUEST && c->answer == ANSWER_OPEN) || c->phase == CONN_WEBSOCKET;
    if (more && c->tail.len == 0 && c->out_end - c->out_at <= LIMIT_CONN_OUT / 2)
        application()->writable(c, conn_now_ms());
    return true;
}

/* Discards the rest of the body once the answer is complete. */
static void forget_body(struct conn *c)
{
    c->stalled = false;
    c->body = c->keep_alive ? BODY_DRAIN : BODY_DONE;
    c->drains |= !c->keep_alive;
    c->in_since_ms = conn_now_ms();
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
    histogram_note(&conn_traffic()->request, clock_us() - c->request_us);
    c->phase = CONN_HEAD;
    c->in_since_ms = 0;
    c->out_since_ms = conn_now_ms();
    if (!c->keep_alive || conn_shutting_down()) {
        c->drains |= conn_raw(c).len > 0;
        c->dead = true;
    }
    return true;
}

static bool serve_end(struct conn *c)
{
    if (c->phase == CONN_REQUEST && c->answer == ANSWER_DONE)
        return end_request(c);
    bool sent = conn_unsent(c) == 0;
    if (c->phase == CONN_ENDING && sent)
        c->dead = c->drains = true;
    /* A stream ends when its client has ended its side and everything has been sent. */
    if (c->phase == CONN_REQUEST && c->answer == ANSWER_OPEN && c->body == BODY_DONE && sent)
        c->dead |= c->eof;
    return false;
}

static bool serve_step(struct conn *c)
{
    bool moved = serve_input(c);
    if (!c->dead)
        moved |= serve_output(c);
    if (!c->dead)
        moved |= serve_end(c);
    return moved && !c->dead;
}

/* Returns the connection's deadline; UINT64_MAX: it waits only for the application. */
static uint64_t serve_due_ms(const struct conn *c)
{
    const struct net_settings *set = conn_settings();
    if (c->phase == CONN_HEAD) {
        if (c->in_since_ms > 0)
            return c->in_since_ms + set->header_ms;
        return c->requests == 0 ? c->since_ms + set->header_ms : c->out_since_ms + set->idle_ms;
    }
    if (c->phase >= CONN_WEBSOCKET)
        return c->close_ms;
    if (conn_unsent(c) > 0)
        return c->out_since_ms + set->stall_ms;
    if (conn_body_awaited(c) && !c->stalled)
        return c->in_since_ms + set->header_ms;
    return UINT64_MAX;
}

static void serve_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct conn *c = conn_at((uint16_t)id);
    conn_set_now(now_ms);
    if (revents & POLLOUT)
        stream_writable(&c->stream);
    if (revents & c->want & POLLIN)
        conn_read(c);
    else if (revents & (POLLERR | POLLHUP | POLLNVAL | os_peer_ends))
        c->dead = true;
    serve_conn(c);
}

struct conn *serve_open(int fd, const char *address, bool local)
{
    struct conn *c = conn_take(fd, address, local, serve_ready);
    if (c)
        conn_set_deadline(c, serve_due_ms(c));
    return c;
}

void serve_close(struct conn *c)
{
    if (c->delivered)
        application()->closed(c, conn_now_ms());
    bool drains = c->drains;
    struct stream s = conn_give(c);
    if (drains)
        draining_add(s);
    else
        stream_close(&s);
}

void serve_conn(struct conn *c)
{
    uint64_t most = c->sent + BYTES_A_TURN;
    unsigned steps = 0;
    while (!c->dead && steps < STEPS_A_TURN && c->sent < most && serve_step(c))
        steps++;
    conn_untouch(c);
    conn_settle(c);
    if (c->dead) {
        serve_close(c);
        return;
    }
    if (steps == STEPS_A_TURN || c->sent >= most)
        conn_touch(c);
    conn_update_events(c);
    conn_set_deadline(c, serve_due_ms(c));
}

/* Ends a connection whose head, body or receiving is late: with 408 if possible. One that has
 * not begun a request is closed without an answer. */
static void expire_request(struct conn *c)
{
    bool begun = c->phase == CONN_REQUEST || c->in_since_ms > 0;
    if (begun) {
        conn_traffic()->timed_out++;
        log_limit("time", slice_of(c->address));
    }
    if (begun && conn_unsent(c) == 0)
        respond_refuse(c, 408);
    else
        c->dead = true;
}

void serve_expire(struct conn *c)
{
    if (c->phase >= CONN_WEBSOCKET)
        upgrade_expire(c);
    else
        expire_request(c);
    serve_conn(c);
}
