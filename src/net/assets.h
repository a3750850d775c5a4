/* The page's files, embedded by the build (tools/embed): gzip-coded, each with its ETag. A
 * client that does not accept gzip gets the decoded file if the profile reserves room for it
 * (LIMIT_PLAIN_PAGE; each file is decoded once, at its first such request); otherwise it gets
 * 406. */
#ifndef NET_ASSETS_H
#define NET_ASSETS_H

#include "net/conn.h"

/* One embedded file. Offsets locate the bytes: pointers would be larger, and relocated at each
 * start. */
struct asset {
    char name[32];                /* path below web/: "terminal/screen.js" */
    char etag[20];                /* quoted, of the plain bytes */
    uint32_t type;                /* media type: index into assets_types */
    uint32_t gzip_at, gzip_len;   /* offset and length in assets_gzip */
    uint32_t plain_at, plain_len; /* offset and length in assets_plain */
};

extern const struct asset assets[];
extern const uint16_t assets_count;
extern const char *const assets_types[];
extern const uint8_t assets_gzip[];
#if LIMIT_PLAIN_PAGE
extern uint8_t assets_plain[];
extern bool assets_decoded[]; /* indexed by file: the decoded bytes are in assets_plain */
#endif

/* Finds the file at a path below the base, "/terminal/screen.js"; "/" is index.html. Returns
 * NULL if no file has that name. Paths are compared byte by byte with the embedded names, so no
 * other file can be reached. */
const struct asset *assets_find(struct slice path);
/* A number that changes with any of the files; below 2^48, as scripts compute with 53 bits. */
uint64_t assets_digest(void);
/* Answers GET and HEAD with a coding that the client accepts (RFC 9110 section 12.5.3), 304 if
 * If-None-Match matches, and 405 for every other method. */
void assets_answer(struct conn *c, const struct http_request *r, const struct asset *a);

#endif
