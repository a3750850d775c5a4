/* The page's files, embedded when boundtty is built (tools/embed): each plain and gzip-coded, with
 * its ETag. */
#ifndef NET_ASSETS_H
#define NET_ASSETS_H

#include "net/net.h"

struct asset {
    const char *name; /* "app.js" */
    const char *type; /* its media type */
    const char *etag; /* quoted, of the plain bytes */
    struct slice plain;
    struct slice gzip; /* empty where coding it does not pay */
};

extern const struct asset assets[];
extern const uint16_t assets_count;

const struct asset *assets_find(struct slice name); /* NULL: none of that name */
/* Answers GET and HEAD with the coding that the client takes (RFC 9110 section 12.5.3), 304 where
 * its ETag matches. */
void assets_answer(struct conn *c, const struct http_request *r, const struct asset *a);

#endif
