/* Finds field values, cookies and query parameters in a request, for handlers. */
#ifndef NET_FIELDS_H
#define NET_FIELDS_H

#include "net/http.h"

/* Finds the value of the first field with this name (case-insensitive); false: no such field. */
bool http_field(const struct http_request *r, const char *name, struct slice *value);
/* Counts the fields with this name. */
unsigned http_field_count(const struct http_request *r, const char *name);
/* Looks for a token in the lists (RFC 9110 section 5.6.1) of all fields with this name. */
bool http_field_has(const struct http_request *r, const char *name, const char *token);
/* Finds a cookie's value (RFC 6265 section 5.4); false: no such cookie, *value is undefined. */
bool http_cookie(const struct http_request *r, struct slice name, struct slice *value);
/* Finds the value of a query parameter, still percent-encoded; false: none, *value is unchanged. */
bool http_query(struct slice query, const char *name, struct slice *value);
/* Percent-decodes (RFC 3986 section 2.1) into a NUL-terminated string of at most `size` bytes
 * with the NUL; false: malformed, too long, or a NUL inside. */
bool http_decode(struct slice encoded, char *to, size_t size, size_t *len);

#endif
