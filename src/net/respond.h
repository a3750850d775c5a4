/*
 * Sends responses (RFC 9110). Each has Date, Server, the security fields, and Content-Length or
 * chunked coding, and "Connection: close" if the connection ends after it. A HEAD request gets no
 * body.
 *
 * status: one known to http_reason(). type: the Content-Type, or NULL. fields: further field lines,
 * each ended by CRLF. A NULL text is empty. Passing a truncated text is a bug of the caller. The
 * head together with a body that is not constant must fit an empty out buffer (LIMIT_CONN_OUT); a
 * body that may be longer is sent as a stream. A request that the application never answers has no
 * deadline in net.
 */
#ifndef NET_RESPOND_H
#define NET_RESPOND_H

#include "net/conn.h"

#define HTTP_SENTENCE_MAX 512 /* bytes of an error's sentence */

/* The request awaited an event, which has come: its latency counts from now. */
void http_awaited(struct conn *c);
/* Answers with a body; "Cache-Control: no-store", as in all responses except http_constant(). */
void http_answer(struct conn *c, unsigned status, const char *type, const struct text *body,
                 const struct text *fields);
/* Answers with {"error": sentence}. */
void http_error(struct conn *c, unsigned status, const char *sentence);
void http_error_with(struct conn *c, unsigned status, const char *sentence,
                     const struct text *fields);
void http_error_text(struct conn *c, unsigned status, const struct text *sentence);
/* Answers with a body that outlives the connection, and is sent from its own memory. */
void http_constant(struct conn *c, unsigned status, const char *type, struct slice body,
                   const struct text *fields);
/* Begins a body of unknown length: then http_piece(), at most http_room() bytes each, now and in
 * net_app.writable, and http_finish(). */
void http_stream(struct conn *c, unsigned status, const char *type, const struct text *fields);
size_t http_room(const struct conn *c);
void http_piece(struct conn *c, const struct text *piece);
void http_piece_raw(struct conn *c, struct slice bytes); /* bytes that are not a text */
void http_finish(struct conn *c);
/* Asks for the body of a request that is not answered yet: whole (at most LIMIT_JSON_BODY bytes;
 * a longer one is answered with 413) or as a stream. Sends 100 (Continue) if the client expects
 * it. */
void http_want_body(struct conn *c, bool whole);

#endif
