/*
 * Parses the head of an HTTP/1.1 request (RFC 9110, RFC 9112) in place: the result consists of
 * slices of the caller's buffer, and nothing is copied.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/text.h"
#include "limits.h"

#define HTTP_FIELDS 64 /* field lines of a request; more are refused with 431 */

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

/* The status to answer a refused head with (RFC 9110 section 15). */
enum http_bad {
    HTTP_FINE = 0,
    HTTP_MALFORMED = 400,
    HTTP_TARGET_TOO_LONG = 414,
    HTTP_EXPECTATION_UNKNOWN = 417, /* Expect has a member other than 100-continue */
    HTTP_FIELDS_TOO_LARGE = 431,
    HTTP_CODING_UNKNOWN = 501, /* a coding before chunked, CONNECT, or a method too long */
    HTTP_VERSION_UNKNOWN = 505
};

struct http_field {
    struct slice name;
    struct slice value; /* without surrounding white space */
};

struct http_request {
    enum http_bad bad; /* the reason for HTTP_REFUSED */
    uint32_t head_len; /* HTTP_CONSUMED: bytes of the head, including its final empty line */
    enum http_method method;
    struct slice method_name;
    struct slice target; /* as received (RFC 9112 section 3.2) */
    struct slice path;   /* path of the target, percent-encoded */
    struct slice query;  /* part of the target after '?', percent-encoded */
    struct slice host;   /* authority of an absolute target, else the Host field */
    uint8_t minor;       /* HTTP/1.minor */
    bool keep_alive;
    bool chunked;
    bool has_length;
    bool expects_continue;
    bool upgrade_websocket; /* both Connection: upgrade and Upgrade: websocket are present */
    uint64_t length;        /* Content-Length in bytes, if has_length */
    uint16_t field_count;
    struct http_field fields[HTTP_FIELDS];
};

/*
 * Parses a head of at most LIMIT_HEADER_BYTES. HTTP_REFUSED is final: no further bytes change it.
 * Strict wherever leniency allows request smuggling (RFC 9112 section 11.2): no bare LF or CR, no
 * space before a colon, no folded lines, no NUL, exactly one Host of a valid form (optional in
 * HTTP/1.0), at most one Content-Length, of digits only and never together with Transfer-Encoding,
 * whose only coding is "chunked" and which HTTP/1.0 may not use. A body whose last coding is not
 * "chunked" has no end that can be found: malformed (RFC 9112 section 6.3).
 */
enum http_parsed http_parse(struct slice bytes, struct http_request *r);
bool http_is_token(uint8_t byte);      /* tchar of RFC 9110 section 5.6.2 */
bool http_is_field_text(uint8_t byte); /* a field value's byte (RFC 9110 section 5.5) */
/* Looks for a token in a comma-separated list (RFC 9110 section 5.6.1), case-insensitive. */
bool http_list_has(struct slice list, struct slice token);
const char *http_method_name(enum http_method method); /* HTTP_OTHER: "" */
/* Returns the reason phrase of a status that this server sends; "Unknown" for any other. */
const char *http_reason(unsigned status);

#endif
