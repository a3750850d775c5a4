/*
 * The decoder of chunked bodies, byte by byte outside the data. It is as strict as the parser of
 * heads: only CRLF ends a line, sizes are hexadecimal digits without sign, and extensions (RFC 9112
 * section 7.1.1) and trailer fields (section 7.1.2) are checked, then skipped, up to a bound.
 */
#include "net/chunks.h"

#include "net/http.h"

#define CHUNK_LINE_MAX 256     /* bytes of a size line with its extensions */
#define CHUNK_TRAILER_MAX 4096 /* bytes of the trailer section */

/* Position in the grammar: what the next byte belongs to. SPACE_AFTER_: white space that only ';'
 * or '=' may follow. */
enum {
    SIZE_FIRST,
    SIZE,
    SPACE_AFTER_SIZE,
    NAME_FIRST,
    NAME,
    SPACE_AFTER_NAME,
    VALUE_FIRST,
    VALUE,
    QUOTED,
    QUOTED_PAIR,
    QUOTED_END,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
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

static bool chunk_go(struct http_chunks *c, uint8_t state)
{
    c->state = state;
    return true;
}

/* A byte that may end a part of the size line: white space, ';', '=' after a name, or CR. `space`
 * is the state after white space. */
static bool chunk_part_end(struct http_chunks *c, uint8_t b, uint8_t space)
{
    bool name = space == SPACE_AFTER_NAME;
    if (b == ' ' || b == '\t')
        return chunk_go(c, space);
    if (b == ';')
        return chunk_go(c, NAME_FIRST);
    if (b == '=' && name)
        return chunk_go(c, VALUE_FIRST);
    return b == '\r' && c->state != space && chunk_go(c, SIZE_LF);
}

static bool chunk_quoted(struct http_chunks *c, uint8_t b)
{
    if (c->state == QUOTED_PAIR)
        c->state = QUOTED;
    else if (b == '"')
        c->state = QUOTED_END;
    else if (b == '\\')
        c->state = QUOTED_PAIR;
    return http_is_field_text(b);
}

static bool chunk_size_line(struct http_chunks *c, uint8_t b)
{
    bool space = b == ' ' || b == '\t';
    if (++c->line > CHUNK_LINE_MAX)
        return false;
    switch (c->state) {
    case SIZE:
        return chunk_size_digit(c, b) || chunk_part_end(c, b, SPACE_AFTER_SIZE);
    case NAME_FIRST:
        return space || (http_is_token(b) && chunk_go(c, NAME));
    case NAME:
        return http_is_token(b) || chunk_part_end(c, b, SPACE_AFTER_NAME);
    case VALUE_FIRST:
        return space || (b == '"' && chunk_go(c, QUOTED)) ||
               (http_is_token(b) && chunk_go(c, VALUE));
    case VALUE:
        return http_is_token(b) || chunk_part_end(c, b, SPACE_AFTER_SIZE);
    case QUOTED:
    case QUOTED_PAIR:
        return chunk_quoted(c, b);
    case SPACE_AFTER_NAME:
        return chunk_part_end(c, b, SPACE_AFTER_NAME);
    default: /* SPACE_AFTER_SIZE, QUOTED_END */
        return chunk_part_end(c, b, SPACE_AFTER_SIZE);
    }
}

static bool chunk_trailer(struct http_chunks *c, uint8_t b)
{
    if (++c->line > CHUNK_TRAILER_MAX)
        return false;
    if (c->state == TRAILER_VALUE)
        return b == '\r' ? chunk_go(c, TRAILER_LF) : http_is_field_text(b);
    if (c->state == TRAILER_START && b == '\r')
        return chunk_go(c, END_LF);
    if (c->state == TRAILER_NAME && b == ':')
        return chunk_go(c, TRAILER_VALUE);
    return http_is_token(b) && chunk_go(c, TRAILER_NAME);
}

/* Consumes one byte outside the data; false: malformed. */
static bool chunk_byte(struct http_chunks *c, uint8_t b)
{
    switch (c->state) {
    case SIZE_FIRST:
        c->left = 0;
        c->line = 0;
        return chunk_size_digit(c, b);
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
    case TRAILER_NAME:
    case TRAILER_VALUE:
        return chunk_trailer(c, b);
    case TRAILER_LF:
        c->state = TRAILER_START;
        return b == '\n';
    case END_LF:
        c->state = ENDED;
        return b == '\n';
    default:
        return c->state < SIZE_LF && chunk_size_line(c, b);
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
