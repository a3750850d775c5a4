/*
 * HTTP requests (RFC 9112) over a connection that is there: asked, then the answer's body is taken
 * piece by piece. One after the other on the same connection, as long as the server keeps it.
 */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "net/http.h"

#define REQUEST_IN_BYTES 16384

/* What is asked. Without token there is none; without body the request has none. */
struct asked {
    const char *method, *base, *path; /* the path stands behind the base */
    const char *host;                 /* of the Host field, "" or NULL: localhost */
    const char *token;
    const char *fields; /* further ones, each ended by CRLF; or NULL */
    struct slice body;  /* JSON */
};

/* All zero but for fd and until_ms is its start. */
struct request {
    int fd;
    uint64_t until_ms; /* for everything that waits; clock_ms(), UINT64_MAX: for ever */
    unsigned status;   /* of the answer */
    bool chunked;
    bool over;     /* there is no more of the body */
    bool broken;   /* and it did not come whole: errno said why */
    bool keep;     /* another request may follow */
    uint64_t left; /* of a body that is not chunked */
    struct http_chunks chunks;
    size_t head, at, len; /* in `in`: the answer's head, then what was not taken of its body */
    uint8_t in[REQUEST_IN_BYTES];
};

/* Asks, and reads the answer's head: its status. 0: there is no answer, and errno says why (EPROTO:
 * it was none). */
unsigned request_ask(struct request *r, const struct asked *a);
/* A field of the answer. */
bool request_field(const struct request *r, const char *name, struct slice *value);
/* The body's next piece, which stands until the next call; false: there is no more. */
bool request_piece(struct request *r, struct slice *piece);
/* The rest of the body; false: it did not come whole (errno), or does not fit (EMSGSIZE). */
bool request_body(struct request *r, uint8_t *to, size_t size, size_t *len);

#endif
