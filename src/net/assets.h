/* The page's files, embedded when boundtty is built (tools/embed), gzip-coded, each with its ETag.
 * For a client that does not take this coding a file is decoded once, into its place, where the
 * profile has room for one (LIMIT_PLAIN_PAGE); elsewhere that client gets 406. */
#ifndef NET_ASSETS_H
#define NET_ASSETS_H

#include "net/conn.h"

struct asset {
    const char *name; /* its path below web/: "terminal/screen.js" */
    const char *type; /* its media type */
    const char *etag; /* quoted, of the plain bytes */
    struct slice gzip;
#if LIMIT_PLAIN_PAGE
    size_t size;    /* plain */
    uint8_t *plain; /* its place, of that size */
    bool *decoded;  /* whether it is there */
#endif
};

extern const struct asset assets[];
extern const uint16_t assets_count;

/* The file at a path below the base, "/terminal/screen.js"; "/" is index.html. NULL: none. Paths are
 * compared byte by byte with the names that were embedded: no other file can be reached. */
const struct asset *assets_find(struct slice path);
/* Answers GET and HEAD with the coding that the client takes (RFC 9110 section 12.5.3), 304 where
 * its ETag matches. */
void assets_answer(struct conn *c, const struct http_request *r, const struct asset *a);

#endif
