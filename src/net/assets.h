/* The page's files, embedded when boundtty is built (tools/embed), gzip-coded, each with its ETag.
 * For a client that does not take this coding a file is decoded once, into its place, where the
 * profile has room for one (LIMIT_PLAIN_PAGE); elsewhere that client gets 406. */
#ifndef NET_ASSETS_H
#define NET_ASSETS_H

#include "net/conn.h"

/* A file. Its bytes are found by offsets: pointers would be relocated at each start, and be larger. */
struct asset {
    char name[32];                /* its path below web/: "terminal/screen.js" */
    char etag[20];                /* quoted, of the plain bytes */
    uint32_t type;                /* its media type: a row of assets_types */
    uint32_t gzip_at, gzip_len;   /* in assets_gzip */
    uint32_t plain_at, plain_len; /* in assets_plain */
};

extern const struct asset assets[];
extern const uint16_t assets_count;
extern const char *const assets_types[];
extern const uint8_t assets_gzip[];
#if LIMIT_PLAIN_PAGE
extern uint8_t assets_plain[];
extern bool assets_decoded[]; /* by file: its bytes are in assets_plain */
#endif

/* The file at a path below the base, "/terminal/screen.js"; "/" is index.html. NULL: none. Paths are
 * compared byte by byte with the names that were embedded: no other file can be reached. */
const struct asset *assets_find(struct slice path);
/* Answers GET and HEAD with the coding that the client takes (RFC 9110 section 12.5.3), 304 where
 * its ETag matches. */
void assets_answer(struct conn *c, const struct http_request *r, const struct asset *a);

#endif
