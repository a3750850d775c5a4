/*
 * HTTP requests (RFC 9112) over a connection that the caller has made: request_send() sends one and reads the
 * answer's head, then the body is taken piece by piece. Requests follow each other on the same connection, as
 * long as the server keeps it.
 */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "net/chunks.h"
#include "net/http.h"

#define REQUEST_IN_BYTES 16384

/* What a request is made of. */
struct request_parts {
    const char *method, *base, *path; /* the path follows the base, which may be NULL */
    const char *host;                 /* of the Host field; "" or NULL: localhost */
    const char *token;                /* "" or NULL: no Authorization field */
    const char *fields;               /* further ones, each ended by CRLF; or NULL */
    struct slice body;                /* JSON; empty: no body */
};

/* All zero but for fd and until_ms is its start. */
struct request {
    int fd;            /* a nonblocking stream socket; the caller's */
    uint64_t until_ms; /* the deadline of all that waits, in clock_ms(); UINT64_MAX: none */
    unsigned status;   /* of the answer */
    bool chunked;
    bool over;     /* there is no more of the body */
    bool broken;   /* and it is not complete: errno said why */
    bool keep;     /* another request may follow on the connection */
    uint64_t left; /* of a body that is not chunked; UINT64_MAX: until the connection ends */
    struct http_chunks chunks;
    size_t head, at,
        len; /* in `in`: the answer's head, then the part of its body that was not taken */
    uint8_t in[REQUEST_IN_BYTES];
};

/* Sends a request and reads the answer's head; returns its status. 0: there is no answer (errno; EPROTO: what
 * came is not HTTP/1.1). */
unsigned request_send(struct request *r, const struct request_parts *parts);
/* The value of a field of the answer's head, whatever the case of its name; false: there is none. */
bool request_field(const struct request *r, const char *name, struct slice *value);
/* The body's next piece, valid until the next call; false: there is no more (r->broken: it is incomplete). */
bool request_piece(struct request *r, struct slice *piece);
/* The rest of the body; false: it is incomplete (errno), or does not fit (EMSGSIZE). */
bool request_body(struct request *r, uint8_t *to, size_t size, size_t *len);

#endif
