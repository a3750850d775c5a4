/* Members of a request that handlers ask for: field values, cookies, query parameters. */
#ifndef NET_FIELDS_H
#define NET_FIELDS_H

#include "net/http.h"

/* The value of the first field of this name (compared without case); false: there is none. */
bool http_field(const struct http_request *r, const char *name, struct slice *value);
/* How many fields of this name there are. */
unsigned http_field_count(const struct http_request *r, const char *name);
/* A token in a list (RFC 9110 section 5.6.1), over all fields of this name. */
bool http_field_has(const struct http_request *r, const char *name, const char *token);
/* A cookie's value (RFC 6265 section 5.4); false: there is none. */
bool http_cookie(const struct http_request *r, struct slice name, struct slice *value);
/* The value of a query parameter, percent-encoded; false, and untouched, where there is none. */
bool http_query(struct slice query, const char *name, struct slice *value);
/* Percent-decodes (RFC 3986 section 2.1) into a NUL-terminated string; false: malformed, too long for
 * `size`, or with a NUL. */
bool http_decode(struct slice encoded, char *to, size_t size, size_t *len);

#endif
