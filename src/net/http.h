/*
 * The head of an HTTP/1.1 request (RFC 9110, RFC 9112), parsed in place: a request is slices of the
 * caller's buffer, and nothing is copied.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/text.h"
#include "limits.h"

#define HTTP_FIELDS 64 /* field lines of a request at most; more are 431 */

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

enum http_parsed { HTTP_INCOMPLETE, HTTP_CONSUMED, HTTP_REFUSED };

/* Why a head is refused: the status to answer with (RFC 9110 section 15). */
enum http_bad {
    HTTP_FINE = 0,
    HTTP_MALFORMED = 400,
    HTTP_TARGET_TOO_LONG = 414,
    HTTP_FIELDS_TOO_LARGE = 431,
    HTTP_CODING_UNKNOWN = 501, /* a transfer coding but chunked, or the method CONNECT */
    HTTP_VERSION_UNKNOWN = 505
};

struct http_field {
    struct slice name;
    struct slice value; /* without the white space around it */
};

struct http_request {
    enum http_bad bad; /* HTTP_REFUSED: why */
    uint32_t head_len; /* HTTP_CONSUMED: bytes of the head, with its empty line */
    enum http_method method;
    struct slice method_name;
    struct slice target; /* as it came (RFC 9112 section 3.2) */
    struct slice path;   /* of the target, percent-encoded */
    struct slice query;  /* of the target, after '?', percent-encoded */
    struct slice host;   /* of the Host field or the absolute form */
    uint8_t minor;       /* HTTP/1.minor */
    bool keep_alive;
    bool chunked;
    bool has_length;
    bool expects_continue;
    bool upgrade_websocket; /* both Connection: upgrade and Upgrade: websocket are there */
    uint64_t length;        /* of the body, where has_length */
    uint16_t field_count;
    struct http_field fields[HTTP_FIELDS];
};

/*
 * Parses a head of at most LIMIT_HEADER_BYTES. HTTP_REFUSED stays so whatever bytes follow. Strict
 * about everything that request smuggling needs (RFC 9112 section 11.2): no bare LF or CR, no space
 * before a colon, no folded lines, no NUL, one Host, one Content-Length of digits alone and none
 * beside Transfer-Encoding, of which "chunked" is the only one, and none in HTTP/1.0.
 */
enum http_parsed http_parse(struct slice bytes, struct http_request *r);
/* A token in a comma-separated list (RFC 9110 section 5.6.1), compared without case. */
bool http_list_has(struct slice list, struct slice token);
const char *http_method_name(enum http_method method); /* HTTP_OTHER: "" */
/* The reason phrase of a status that this server sends; of any other "Unknown". */
const char *http_reason(unsigned status);

#endif
