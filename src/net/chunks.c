/*
 * The decoder of chunked bodies, byte by byte outside the data. It is as strict as the parser of
 * heads: only CRLF ends a line, and sizes are hexadecimal digits without sign or white space.
 * Extensions and trailer fields are skipped, up to a bound.
 */
#include "net/chunks.h"

#define CHUNK_LINE_MAX 256     /* bytes of a size line with its extensions */
#define CHUNK_TRAILER_MAX 4096 /* bytes of the trailer section */

enum {
    SIZE_FIRST,
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER,
    TRAILER_LF,
    END_LF,
    ENDED
};

static int chunk_hex_digit(uint8_t b)
{
    if (b >= '0' && b <= '9')
        return b - '0';
    b |= 0x20;
    return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
}

static bool chunk_size_digit(struct http_chunks *c, uint8_t b)
{
    int digit = chunk_hex_digit(b);
    if (digit < 0 || c->left > UINT64_MAX >> 8)
        return false;
    c->left = c->left << 4 | (uint64_t)digit;
    c->state = SIZE;
    return true;
}

static bool chunk_size_line(struct http_chunks *c, uint8_t b)
{
    if (++c->line > CHUNK_LINE_MAX)
        return false;
    if (b == '\r') {
        c->state = SIZE_LF;
        return true;
    }
    if (c->state == EXTENSION)
        return b == '\t' || (b >= 0x20 && b != 0x7f);
    if (b == ';') {
        c->state = EXTENSION;
        return true;
    }
    return chunk_size_digit(c, b);
}

static bool chunk_trailer(struct http_chunks *c, uint8_t b)
{
    if (++c->line > CHUNK_TRAILER_MAX)
        return false;
    if (b == '\r') {
        c->state = c->state == TRAILER_START ? END_LF : TRAILER_LF;
        return true;
    }
    c->state = TRAILER;
    return b == '\t' || (b >= 0x20 && b != 0x7f);
}

/* Consumes one byte outside the data; false: malformed. */
static bool chunk_byte(struct http_chunks *c, uint8_t b)
{
    switch (c->state) {
    case SIZE_FIRST:
        c->left = 0;
        c->line = 0;
        return chunk_size_digit(c, b);
    case SIZE:
    case EXTENSION:
        return chunk_size_line(c, b);
    case SIZE_LF:
        c->state = c->left > 0 ? DATA : TRAILER_START;
        c->line = 0;
        return b == '\n';
    case DATA_CR:
        c->state = DATA_LF;
        return b == '\r';
    case DATA_LF:
        c->state = SIZE_FIRST;
        return b == '\n';
    case TRAILER_START:
    case TRAILER:
        return chunk_trailer(c, b);
    case TRAILER_LF:
        c->state = TRAILER_START;
        return b == '\n';
    case END_LF:
        c->state = ENDED;
        return b == '\n';
    default:
        return false;
    }
}

enum http_chunk_step http_chunks_feed(struct http_chunks *c, struct slice bytes, size_t *used,
                                      struct slice *data)
{
    *used = 0;
    *data = (struct slice){0};
    while (c->state != ENDED && *used < bytes.len) {
        if (c->state == DATA) {
            size_t left = c->left < bytes.len ? (size_t)c->left : bytes.len;
            *data = slice_part(bytes, *used, left);
            *used += data->len;
            c->left -= data->len;
            if (c->left == 0)
                c->state = DATA_CR;
            return HTTP_CHUNK_DATA;
        }
        if (!chunk_byte(c, bytes.at[(*used)++]))
            return HTTP_CHUNK_BAD;
    }
    return c->state == ENDED ? HTTP_CHUNK_END : HTTP_CHUNK_MORE;
}
