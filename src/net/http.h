/*
 * HTTP/1.1 (RFC 9110, RFC 9112), parsed in place: a request is slices into the
 * connection's buffer. Consumed, incomplete, or bad; nothing is copied.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/text.h"
#include "limits.h"

#define HTTP_FIELDS 64

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER
};

struct http_field {
    struct slice name;
    struct slice value; /* without the white space around */
};

struct http_request {
    enum http_method method;
    struct slice method_name;
    struct slice target; /* the request target as it came */
    struct slice path;   /* of it, still percent-encoded */
    struct slice query;  /* behind '?', still encoded */
    struct slice host;   /* of the Host field or the absolute form */
    uint8_t minor;       /* HTTP/1.minor */
    bool keep_alive;
    bool chunked;
    bool has_length;
    bool expects_continue;
    bool upgrade_websocket; /* Connection: upgrade and Upgrade: websocket both stand there */
    uint64_t length;        /* of the body, where has_length */
    uint16_t field_count;
    struct http_field fields[HTTP_FIELDS];
};

/*
 * Parses the head of a request. Returns bytes consumed (the head with its empty line), 0 where it
 * is incomplete, or -STATUS where it is to be refused: 400, 414, 431, 501, 505. Strict where
 * smuggling lives: no bare LF or CR, no space before a colon, no folding, no NUL, one Host,
 * Content-Length once and digits alone, never beside Transfer-Encoding, of which only "chunked" is
 * known, and none in HTTP/1.0.
 */
int http_parse(struct slice bytes, struct http_request *r);
/* A field's value (names compared without case); false where it is not there. The first of several.
 */
bool http_field(const struct http_request *r, const char *name, struct slice *value);
/* A token in a comma-separated list (RFC 9110 section 5.6.1). */
bool http_list_has(struct slice list, struct slice token);
/* A token in a list field, over all fields of that name. */
bool http_field_has(const struct http_request *r, const char *name, const char *token);
/* A cookie's value (RFC 6265 section 5.4). */
bool http_cookie(const struct http_request *r, struct slice name, struct slice *value);
/* A query parameter's value, still percent-encoded; untouched where it is not there. */
bool http_query(struct slice query, const char *name, struct slice *value);
/* Percent-decodes (RFC 3986 section 2.1) into to; false where malformed, too long, or with a NUL.
 */
bool http_decode(struct slice encoded, char *to, size_t size, size_t *len);
const char *http_reason(unsigned status);

/* Reads a chunked body (RFC 9112 section 7.1) piece by piece. */
struct http_chunks {
    uint64_t left; /* of the present chunk's data */
    uint8_t state;
    uint16_t line; /* bytes of the present size line or trailer section, bounded */
};
enum http_chunk_step { HTTP_CHUNK_MORE, HTTP_CHUNK_DATA, HTTP_CHUNK_END, HTTP_CHUNK_BAD };
/* Takes bytes; *used: consumed; for HTTP_CHUNK_DATA, *data is a piece of the body within them. */
enum http_chunk_step http_chunks_feed(struct http_chunks *c, struct slice bytes, size_t *used,
                                      struct slice *data);

#endif
