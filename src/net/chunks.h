/* Chunked bodies (RFC 9112 section 7.1), read piece by piece. */
#ifndef NET_CHUNKS_H
#define NET_CHUNKS_H

#include "base/slice.h"

/* All zero at the start of a body. */
struct http_chunks {
    uint64_t left; /* bytes of the present chunk's data that are still to come */
    uint8_t state; /* chunks.c */
    uint16_t line; /* bytes so far of the present size line, or of the trailer section */
};

enum http_chunk_step { HTTP_CHUNK_MORE, HTTP_CHUNK_DATA, HTTP_CHUNK_END, HTTP_CHUNK_BAD };

/* Takes bytes; *used: how many. HTTP_CHUNK_DATA: *data is a piece of the body, the last of them.
 * HTTP_CHUNK_MORE: all were taken. HTTP_CHUNK_END: the body and its trailer section have ended. */
enum http_chunk_step http_chunks_feed(struct http_chunks *c, struct slice bytes, size_t *used,
                                      struct slice *data);

#endif
