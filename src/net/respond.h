/*
 * Responses (RFC 9110). Each has Date, Server, the security fields, and Content-Length or chunked
 * coding; "Connection: close" where the connection ends after it. To a HEAD request no body is sent.
 *
 * status: one that http_reason() knows. type: the Content-Type, or NULL. fields: further field lines,
 * each ended by CRLF. A text of NULL is an empty one. A text that was cut never leaves: to hand one
 * out is a bug of the caller's. The head, with a body that is no constant, must fit the empty out
 * buffer (LIMIT_CONN_OUT); what may be longer is a stream. Nothing ends a connection whose request is
 * never answered: that is left to the application.
 */
#ifndef NET_RESPOND_H
#define NET_RESPOND_H

#include "net/conn.h"

#define HTTP_SENTENCE_MAX 512 /* bytes of an error's sentence */

/* Forbids storing the response, as all of these but http_constant() do. */
void http_answer(struct conn *c, unsigned status, const char *type, const struct text *body,
                 const struct text *fields);
/* {"error": sentence}. */
void http_error(struct conn *c, unsigned status, const char *sentence);
void http_error_with(struct conn *c, unsigned status, const char *sentence,
                     const struct text *fields);
void http_error_text(struct conn *c, unsigned status, const struct text *sentence);
/* The body outlives the connection: it is sent from where it is. */
void http_constant(struct conn *c, unsigned status, const char *type, struct slice body,
                   const struct text *fields);
/* A body of unknown length, written as room comes: pieces of at most http_room() bytes, from here
 * on and from net_app.writable, and a finish. */
void http_stream(struct conn *c, unsigned status, const char *type, const struct text *fields);
size_t http_room(const struct conn *c);
void http_piece(struct conn *c, const struct text *piece);
void http_piece_raw(struct conn *c, struct slice bytes); /* bytes that were not built as a text */
void http_finish(struct conn *c);
/* Asks for the body of a request that is not answered yet: whole (of at most LIMIT_JSON_BODY bytes;
 * more is answered with 413), or as a stream. Sends 100 (Continue) where the client expects it. */
void http_want_body(struct conn *c, bool whole);

#endif
