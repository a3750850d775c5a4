/*
 * The writer of responses. A head is written straight into the out buffer; the fields common to all
 * responses are formatted once at the start, the date once a second. The body follows in the same
 * buffer; a constant body is sent from its own memory, in the same system call.
 */
#include "net/respond.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "base/log.h"
#include "net/conn_private.h"
#include "net/respond_private.h"

#define CHUNK_FRAMING 8 /* a chunk's size line, and the CRLF after its data */
#define LAST_CHUNK 5    /* bytes of "0\r\n\r\n", reserved in every piece */
#define NO_LENGTH SIZE_MAX

static char common_storage[1024];
static struct text common; /* fields of every response */
static char date_storage[48];
static struct text date;
static int64_t date_unix; /* time of the formatted date; -1: none yet */

void respond_init(void)
{
    const struct net_settings *set = conn_settings();
    text_init(&common, common_storage, sizeof common_storage);
    if (set->server) {
        text_str(&common, "Server: ");
        text_str(&common, set->server);
        text_str(&common, "\r\n");
    }
    if (set->policy) {
        text_str(&common, "Content-Security-Policy: ");
        text_str(&common, set->policy);
        text_str(&common, "\r\n");
    }
    text_str(&common, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
    BUG_UNLESS(!common.cut);
    date_unix = -1;
}

static void put_date(struct text *t)
{
    int64_t now = clock_unix();
    if (now != date_unix) {
        date_unix = now;
        text_init(&date, date_storage, sizeof date_storage);
        text_str(&date, "Date: ");
        text_http_date(&date, now);
        text_str(&date, "\r\n");
    }
    text_add(t, conn_whole(&date));
}

static void count_answer(unsigned status)
{
    struct traffic *n = conn_traffic();
    BUG_UNLESS(status >= 100 && status / 100 <= TRAFFIC_CLASSES);
    n->answers[status / 100 - 1]++;
    if (status == 413)
        n->bodies_too_large++;
    if (status == 414 || status == 431)
        n->heads_too_large++;
}

static void log_too_large(const struct conn *c, unsigned status)
{
    if (status == 413 || status == 414 || status == 431)
        log_limit(status == 413 ? "body" : "head", slice_of(c->address));
}

static void put_status_line(struct text *t, unsigned status)
{
    text_str(t, "HTTP/1.1 ");
    text_u64(t, status);
    text_char(t, ' ');
    text_str(t, http_reason(status));
    text_str(t, "\r\n");
    put_date(t);
}

void respond_busy(struct text *t)
{
    static const char body[] = "{\"error\": \"all connections are in use; try again soon\"}\n";
    count_answer(503);
    put_status_line(t, 503);
    text_str(t, "Content-Type: application/json\r\nRetry-After: 2\r\nConnection: close\r\n"
                "Content-Length: ");
    text_u64(t, sizeof body - 1);
    text_str(t, "\r\n\r\n");
    text_str(t, body);
}

/* Returns the free part of the out buffer as a text; out_commit() adds what was written to the
 * buffer. */
static struct text out_text(struct conn *c)
{
    size_t room = conn_out_room(c);
    struct text t;
    text_init(&t, (char *)conn_out(c, room), room);
    return t;
}

static void out_commit(struct conn *c, const struct text *t)
{
    conn_wrote(c, conn_whole(t).len);
}

/* Returns whether an unwanted body ends the connection: if the client has not begun to send it,
 * or if it is longer than CONN_DRAIN_MAX. A shorter one is read to reach the next request. */
static bool body_ends_connection(const struct conn *c)
{
    return c->body == BODY_UNASKED &&
           (c->expects_continue || (!c->chunked_in && c->left > CONN_DRAIN_MAX));
}

static void put_connection_field(struct conn *c, struct text *t)
{
    if (conn_shutting_down() || body_ends_connection(c))
        c->keep_alive = false;
    if (!c->keep_alive)
        text_str(t, "Connection: close\r\n");
    else if (c->minor == 0)
        text_str(t, "Connection: keep-alive\r\n");
}

struct head {
    unsigned status;
    const char *type; /* NULL: none */
    size_t length;    /* bytes of the body, or NO_LENGTH */
    const struct text *fields;
};

/* 204 and 304 have no body (RFC 9110 sections 15.3.5 and 15.4.5). */
static bool status_has_body(unsigned status)
{
    return status != 204 && status != 304;
}

/* Writes a head without its final empty line. */
static void put_response_head(struct conn *c, struct text *t, const struct head *h)
{
    BUG_UNLESS(c->phase == CONN_REQUEST && c->answer == ANSWER_NONE);
    count_answer(h->status);
    log_too_large(c, h->status);
    put_status_line(t, h->status);
    text_add(t, conn_whole(&common));
    put_connection_field(c, t);
    if (h->type) {
        text_str(t, "Content-Type: ");
        text_str(t, h->type);
        text_str(t, "\r\n");
    }
    if (h->length != NO_LENGTH && status_has_body(h->status)) {
        text_str(t, "Content-Length: ");
        text_u64(t, h->length);
        text_str(t, "\r\n");
    }
    text_add(t, conn_whole(h->fields));
}

#define NO_STORE "Cache-Control: no-store\r\n"

void http_awaited(struct conn *c)
{
    c->request_us = loop_now_us();
}

void http_answer(struct conn *c, unsigned status, const char *type, const struct text *body,
                 const struct text *fields)
{
    struct slice bytes = conn_whole(body);
    struct text t = out_text(c);
    put_response_head(c, &t, &(struct head){status, type, bytes.len, fields});
    text_str(&t, NO_STORE "\r\n");
    if (!c->head_only && status_has_body(status))
        text_add(&t, bytes);
    c->answer = ANSWER_DONE;
    out_commit(c, &t);
}

static void answer_error(struct conn *c, unsigned status, struct slice sentence,
                         const struct text *fields)
{
    /* Each byte may need \u00XX. Static, because errors are written where the stack is deepest. */
    static char storage[6 * HTTP_SENTENCE_MAX + sizeof "{\"error\": \"\"}\n"];
    struct text body;
    BUG_UNLESS(sentence.len <= HTTP_SENTENCE_MAX);
    text_init(&body, storage, sizeof storage);
    text_str(&body, "{\"error\": ");
    json_put_string(&body, sentence);
    text_str(&body, "}\n");
    http_answer(c, status, "application/json", &body, fields);
}

void http_error_with(struct conn *c, unsigned status, const char *sentence,
                     const struct text *fields)
{
    answer_error(c, status, slice_of(sentence), fields);
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
                   const struct text *fields)
{
    struct text t = out_text(c);
    put_response_head(c, &t, &(struct head){status, type, body.len, fields});
    text_str(&t, "\r\n");
    c->answer = ANSWER_DONE;
    out_commit(c, &t);
    if (!c->head_only && status_has_body(status))
        c->tail = body;
}

void http_stream(struct conn *c, unsigned status, const char *type, const struct text *fields)
{
    struct text t = out_text(c);
    c->chunked_out = c->minor > 0;
    if (!c->chunked_out)
        c->keep_alive = false; /* the end of the connection ends the body */
    put_response_head(c, &t, &(struct head){status, type, NO_LENGTH, fields});
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
        respond_refuse(c, 413);
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

/* Returns the error sentence for the status of a refused request. */
static const char *refusal_sentence(unsigned status)
{
    static const struct {
        unsigned status;
        const char *sentence;
    } sentences[] = {{400, "the request is malformed"},
                     {408, "the request did not arrive in time"},
                     {413, "the body is too large"},
                     {414, "the request target is too long"},
                     {431, "the header fields are too large"},
                     {501, "this transfer coding is not known here"},
                     {505, "only HTTP/1.1 and HTTP/1.0 are spoken here"}};
    size_t i = 0;
    while (i < COUNT(sentences) && sentences[i].status != status)
        i++;
    BUG_UNLESS(i < COUNT(sentences));
    return sentences[i].sentence;
}

/* Puts the connection into the state that answering a request needs, even if its head was not
 * parsed. */
static void begin_refused(struct conn *c)
{
    if (c->phase == CONN_HEAD) {
        c->head_only = c->chunked_out = false;
        c->request_us = loop_now_us();
    }
    c->phase = CONN_REQUEST;
    c->answer = ANSWER_NONE;
    c->keep_alive = false;
}

void respond_refuse(struct conn *c, unsigned status)
{
    if (c->phase == CONN_REQUEST && c->answer != ANSWER_NONE) {
        c->dead |= c->answer == ANSWER_OPEN;
    } else {
        begin_refused(c);
        http_error(c, status, refusal_sentence(status));
    }
    c->keep_alive = false;
    c->body = BODY_DONE;
    c->drains = true;
    c->raw_at = c->in_end;
}
