/*
 * A response's head is written straight into the out buffer. What is the same in all of them is
 * made once, at the start; the date once a second. Bodies follow in the same buffer, or, where
 * they are constant, from where they stand, in the same system call.
 */
#include "net/conn.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "base/log.h"

/* A chunk's size line and the CRLF behind its data; the last chunk is kept free as well. */
#define CHUNK_FRAMING 8
#define LAST_CHUNK 5
#define NO_LENGTH SIZE_MAX

static char common_storage[1024];
static struct text common; /* the fields of every response */
static char date_storage[48];
static struct text date;
static int64_t date_of;

void respond_start(void)
{
    text_init(&common, common_storage, sizeof common_storage);
    if (net.set.server) {
        text_str(&common, "Server: ");
        text_str(&common, net.set.server);
        text_str(&common, "\r\n");
    }
    if (net.set.policy) {
        text_str(&common, "Content-Security-Policy: ");
        text_str(&common, net.set.policy);
        text_str(&common, "\r\n");
    }
    text_str(&common, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
    BUG_UNLESS(!common.cut);
    date_of = -1;
}

static void put_date(struct text *t)
{
    int64_t now = clock_unix();
    if (now != date_of) {
        date_of = now;
        text_init(&date, date_storage, sizeof date_storage);
        text_str(&date, "Date: ");
        text_http_date(&date, now);
        text_str(&date, "\r\n");
    }
    text_add(t, text_slice(&date));
}

static void count(unsigned status)
{
    struct traffic *n = net.traffic;
    BUG_UNLESS(status >= 100 && status / 100 <= TRAFFIC_CLASSES);
    n->answers[status / 100 - 1]++;
    n->bodies_too_large += status == 413;
    n->heads_too_large += status == 414 || status == 431;
}

static void tell_too_large(const struct conn *c, unsigned status)
{
    if (status == 413 || status == 414 || status == 431)
        log_limit(status == 413 ? "body" : "head", slice_of(conn_address(c)));
}

static void put_status(struct text *t, unsigned status)
{
    text_str(t, "HTTP/1.1 ");
    text_u64(t, status);
    text_char(t, ' ');
    text_str(t, http_reason(status));
    text_str(t, "\r\n");
    put_date(t);
    text_add(t, text_slice(&common));
}

void respond_busy(struct text *t)
{
    static const char body[] = "{\"error\": \"all connections are in use; try again soon\"}\n";
    count(503);
    text_str(t, "HTTP/1.1 503 Service Unavailable\r\n");
    put_date(t);
    text_str(t, "Content-Type: application/json\r\nRetry-After: 2\r\nConnection: close\r\n"
                "Content-Length: ");
    text_u64(t, sizeof body - 1);
    text_str(t, "\r\n\r\n");
    text_str(t, body);
    BUG_UNLESS(!t->cut);
}

/* The out buffer's room as a text; out_commit() makes what was written part of it. */
static struct text out_text(struct conn *c)
{
    size_t room = conn_out_room(c);
    struct text t;
    text_init(&t, (char *)conn_out(c, room), room);
    return t;
}

static void out_commit(struct conn *c, const struct text *t)
{
    BUG_UNLESS(!t->cut);
    conn_wrote(c, t->len);
}

static void put_connection(struct conn *c, struct text *t)
{
    /* A body that nobody asked for is read up to a bound, for the next request's sake; one that
     * the client has not begun to send ends the connection. */
    if (net.shutting || (c->body == BODY_UNASKED &&
                         (c->expects_continue || (!c->chunked_in && c->left > DRAIN_MAX))))
        c->keep_alive = false;
    if (!c->keep_alive)
        text_str(t, "Connection: close\r\n");
    else if (c->minor == 0)
        text_str(t, "Connection: keep-alive\r\n");
}

static void put_head(struct conn *c, struct text *t, unsigned status, const char *type,
                     size_t length, const struct text *extra)
{
    BUG_UNLESS(c->phase == CONN_REQUEST && c->answer == ANSWER_NONE);
    count(status);
    tell_too_large(c, status);
    put_status(t, status);
    put_connection(c, t);
    if (type && type[0] != '\0') {
        text_str(t, "Content-Type: ");
        text_str(t, type);
        text_str(t, "\r\n");
    }
    if (length != NO_LENGTH && status != 204 && status != 304) {
        text_str(t, "Content-Length: ");
        text_u64(t, length);
        text_str(t, "\r\n");
    }
    text_add(t, conn_whole(extra));
}

#define NO_STORE "Cache-Control: no-store\r\n"

void http_answer(struct conn *c, unsigned status, const char *type, const struct text *body,
                 const struct text *extra)
{
    struct slice bytes = conn_whole(body);
    struct text t = out_text(c);
    put_head(c, &t, status, type, bytes.len, extra);
    text_str(&t, NO_STORE "\r\n");
    if (!c->head_only && status != 204 && status != 304)
        text_add(&t, bytes);
    c->answer = ANSWER_DONE;
    out_commit(c, &t);
}

static void answer_error(struct conn *c, unsigned status, struct slice sentence,
                         const struct text *extra)
{
    BUG_UNLESS(sentence.len <= HTTP_SENTENCE_MAX);
    TEXT(body, 6 * HTTP_SENTENCE_MAX + 32); /* each byte may need \\u00XX */
    text_str(&body, "{\"error\": ");
    json_put_string(&body, sentence);
    text_str(&body, "}\n");
    http_answer(c, status, "application/json", &body, extra);
}

void http_error_with(struct conn *c, unsigned status, const char *sentence,
                     const struct text *extra)
{
    answer_error(c, status, slice_of(sentence), extra);
}

void http_error(struct conn *c, unsigned status, const char *sentence)
{
    answer_error(c, status, slice_of(sentence), NULL);
}

void http_error_text(struct conn *c, unsigned status, const struct text *sentence)
{
    answer_error(c, status, conn_whole(sentence), NULL);
}

void http_constant(struct conn *c, unsigned status, const char *type, struct slice body,
                   const struct text *extra)
{
    struct text t = out_text(c);
    put_head(c, &t, status, type, body.len, extra);
    text_str(&t, "\r\n");
    c->answer = ANSWER_DONE;
    out_commit(c, &t);
    if (!c->head_only && status != 204 && status != 304)
        c->tail = body;
}

void http_stream(struct conn *c, unsigned status, const char *type, const struct text *extra)
{
    struct text t = out_text(c);
    c->chunked_out = c->minor > 0;
    if (!c->chunked_out)
        c->keep_alive = false; /* the body ends with the connection */
    put_head(c, &t, status, type, NO_LENGTH, extra);
    text_str(&t,
             c->chunked_out ? "Transfer-Encoding: chunked\r\n" NO_STORE "\r\n" : NO_STORE "\r\n");
    c->answer = ANSWER_OPEN;
    out_commit(c, &t);
}

size_t http_room(const struct conn *c)
{
    size_t room = conn_out_room(c), framing = c->chunked_out ? CHUNK_FRAMING + LAST_CHUNK : 0;
    return room > framing ? room - framing : 0;
}

void http_piece(struct conn *c, const struct text *piece)
{
    http_piece_raw(c, conn_whole(piece));
}

void http_piece_raw(struct conn *c, struct slice bytes)
{
    BUG_UNLESS(c->answer == ANSWER_OPEN && bytes.len <= http_room(c));
    if (c->head_only || bytes.len == 0)
        return;
    struct text t = out_text(c);
    if (c->chunked_out) {
        text_hex(&t, bytes.len, 1);
        text_str(&t, "\r\n");
    }
    text_add(&t, bytes);
    if (c->chunked_out)
        text_str(&t, "\r\n");
    out_commit(c, &t);
}

void http_finish(struct conn *c)
{
    BUG_UNLESS(c->answer == ANSWER_OPEN);
    struct text t = out_text(c);
    if (c->chunked_out && !c->head_only)
        text_str(&t, "0\r\n\r\n");
    c->answer = ANSWER_DONE;
    out_commit(c, &t);
}

void http_want_body(struct conn *c, bool whole)
{
    BUG_UNLESS(c->phase == CONN_REQUEST && c->answer == ANSWER_NONE);
    if (whole && c->left > LIMIT_JSON_BODY) {
        conn_refuse(c, 413);
        return;
    }
    c->body = whole ? BODY_WHOLE : BODY_STREAM;
    if (c->expects_continue && conn_raw(c).len == 0) {
        struct text t = out_text(c);
        text_str(&t, "HTTP/1.1 100 Continue\r\n\r\n");
        out_commit(c, &t);
    }
    c->expects_continue = false;
    conn_touch(c);
}
