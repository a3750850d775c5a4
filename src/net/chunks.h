/* Decodes chunked bodies (RFC 9112 section 7.1) piece by piece. */
#ifndef NET_CHUNKS_H
#define NET_CHUNKS_H

#include "base/slice.h"

/* Decoder state; all zero at the start of a body. */
struct http_chunks {
    uint64_t left; /* bytes of the current chunk's data still to come */
    uint8_t state; /* position in the grammar: an enum of chunks.c */
    uint16_t line; /* bytes read of the current size line or the trailer section */
};

enum http_chunk_step { HTTP_CHUNK_MORE, HTTP_CHUNK_DATA, HTTP_CHUNK_END, HTTP_CHUNK_BAD };

/* Consumes *used of the bytes, at most up to the end of one piece of data. HTTP_CHUNK_DATA:
 * *data is a piece of the body, the last bytes consumed. HTTP_CHUNK_MORE: all bytes were
 * consumed. HTTP_CHUNK_END: the body and its trailer section are complete. HTTP_CHUNK_BAD:
 * malformed, or a line or the trailer section is too long. */
enum http_chunk_step http_chunks_feed(struct http_chunks *c, struct slice bytes, size_t *used,
                                      struct slice *data);

#endif
