/*
 * HTTP requests (RFC 9112) over the caller's connection: request_send() sends one and reads the
 * answer's head, then the body is read piece by piece. Requests follow one another on the same
 * connection for as long as the server keeps it.
 */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "net/chunks.h"
#include "net/http.h"

#define REQUEST_IN_BYTES 16384
#define REQUEST_SKIP_MAX 65536 /* bytes skipped before the first answer of a connection, at most */

/* The parts of a request. */
struct request_parts {
    const char *method, *base, *path; /* path is appended to base, which may be NULL */
    const char *host;                 /* value of the Host field; "" or NULL: localhost */
    const char *token;                /* "" or NULL: no Authorization field */
    const char *fields;               /* additional ones, each ended by CRLF; or NULL */
    struct slice body;                /* JSON; empty: no body */
};

/* All zero except fd and until_ms is the starting state. */
struct request {
    int fd;            /* nonblocking stream socket, owned by the caller */
    uint64_t until_ms; /* deadline of every wait, in clock_ms(); UINT64_MAX: none */
    unsigned status;   /* the answer's status */
    bool chunked;
    bool over;     /* the body has ended */
    bool broken;   /* the body ended early; errno was set */
    bool keep;     /* another request may follow on the connection */
    size_t skip;   /* bytes that may be skipped before the next answer, which are not HTTP's */
    uint64_t left; /* bytes left of a body not chunked; UINT64_MAX: until the connection ends */
    struct http_chunks chunks;
    size_t head, at, len; /* bytes in `in`: the answer's head, then the unread part of its body */
    uint8_t in[REQUEST_IN_BYTES];
};

/* Sends a request and reads the answer's head; returns its status. 0 and errno if no answer came;
 * EPROTO if it is not HTTP/1.1. */
unsigned request_send(struct request *r, const struct request_parts *parts);
/* Finds a field of the answer's head, ignoring the case of its name; false if the head lacks it. */
bool request_field(const struct request *r, const char *name, struct slice *value);
/* Reads the body's next piece, valid until the next call. False after the last (r->broken: the body
 * is incomplete). */
bool request_piece(struct request *r, struct slice *piece);
/* Reads the rest of the body. False if it is incomplete (errno), or does not fit (EMSGSIZE). */
bool request_body(struct request *r, uint8_t *to, size_t size, size_t *len);

#endif
