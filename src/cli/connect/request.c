/*
 * Sends HTTP requests and reads the answers. An answer's head stays at the beginning of the buffer,
 * for request_field(); its body passes through the rest.
 */
#include "cli/connect/request.h"

#include "cli/connect/socket.h"

#include <errno.h>
#include <string.h>

#define HEAD_MAX 3584
#define UNTIL_END UINT64_MAX

static void request_put_field(struct text *t, const char *name, const char *before,
                              const char *value)
{
    text_str(t, name);
    text_str(t, before);
    text_str(t, value);
    text_str(t, "\r\n");
}

static bool request_send_head(const struct request *r, const struct request_parts *parts)
{
    TEXT(t, HEAD_MAX);
    text_str(&t, parts->method);
    text_char(&t, ' ');
    text_str(&t, parts->base ? parts->base : "");
    text_str(&t, parts->path);
    request_put_field(&t, " HTTP/1.1\r\nHost", ": ",
                      parts->host && parts->host[0] ? parts->host : "localhost");
    if (parts->token && parts->token[0])
        request_put_field(&t, "Authorization", ": Bearer ", parts->token);
    if (parts->body.len > 0) {
        text_str(&t, "Content-Type: application/json\r\nContent-Length: ");
        text_u64(&t, parts->body.len);
        text_str(&t, "\r\n");
    }
    text_str(&t, parts->fields ? parts->fields : "");
    text_str(&t, "\r\n");
    errno = ENAMETOOLONG;
    return !t.cut && socket_send(r->fd, text_slice(&t), r->until_ms);
}

static bool request_fill(struct request *r)
{
    errno = EMSGSIZE;
    if (r->len == sizeof r->in)
        return false;
    ssize_t n = socket_receive(r->fd, r->in + r->len, sizeof r->in - r->len, r->until_ms);
    if (n == 0)
        errno = ECONNRESET;
    r->len += n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* Returns the length of the head with its empty line; 0 if it is incomplete. */
static size_t request_head_bytes(const struct request *r)
{
    for (size_t i = 0; i + 4 <= r->len; i++)
        if (memcmp(r->in + i, "\r\n\r\n", 4) == 0)
            return i + 4;
    return 0;
}

bool request_field(const struct request *r, const char *name, struct slice *value)
{
    struct slice rest = {r->in, r->head}, line, key;
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        if (slice_ends(line, SLICE("\r")))
            line.len--;
        *value = slice_trim(slice_cut(line, ':', &key));
        if (slice_equal_nocase(key, slice_of(name)))
            return true;
    }
    return false;
}

/* Reads how the body is framed (RFC 9112 section 6.3). */
static bool request_read_framing(struct request *r)
{
    struct slice value;
    bool bodiless = r->status < 200 || r->status == 204 || r->status == 304;
    r->chunks = (struct http_chunks){0};
    r->chunked =
        request_field(r, "Transfer-Encoding", &value) && http_list_has(value, SLICE("chunked"));
    r->keep = !(request_field(r, "Connection", &value) && http_list_has(value, SLICE("close")));
    r->broken = false;
    r->left = UNTIL_END;
    if (bodiless)
        r->left = 0;
    else if (request_field(r, "Content-Length", &value) && !slice_u64(value, &r->left))
        return false;
    r->over = bodiless || (!r->chunked && r->left == 0);
    r->keep = r->keep && (r->chunked || r->left != UNTIL_END);
    return true;
}

static unsigned request_read_head(struct request *r)
{
    uint64_t status;
    struct slice in = {r->in, r->len};
    if (!slice_starts(in, SLICE("HTTP/1.1 ")) || !slice_u64(slice_part(in, 9, 3), &status))
        return 0;
    r->status = (unsigned)status;
    return request_read_framing(r) ? r->status : 0;
}

/* Whether an answer begins here: "HTTP/1.1 200 ". */
static bool is_status_line(struct slice s)
{
    uint64_t status;
    return slice_starts(s, SLICE("HTTP/1.1 ")) && slice_u64(slice_part(s, 9, 3), &status) &&
           slice_starts(slice_from(s, 12), SLICE(" "));
}
#define STATUS_LINE_BYTES 13

/* Removes what was received before the answer, if that is permitted. False: the answer has not
 * begun; its beginning may be among the last bytes. */
static bool request_skip(struct request *r)
{
    size_t at = 0;
    while (at + STATUS_LINE_BYTES <= r->len && r->skip > 0 &&
           !is_status_line(slice_make(r->in + at, STATUS_LINE_BYTES))) {
        at++;
        r->skip--;
    }
    bool found = r->skip == 0 || at + STATUS_LINE_BYTES <= r->len;
    r->len -= at;
    memmove(r->in, r->in + at, r->len);
    if (found)
        r->skip = 0;
    return found;
}

unsigned request_send(struct request *r, const struct request_parts *parts)
{
    r->head = r->at = r->len = 0;
    r->over = true;
    if (!request_send_head(r, parts) || !socket_send(r->fd, parts->body, r->until_ms))
        return 0;
    while (!request_skip(r) || (r->head = request_head_bytes(r)) == 0)
        if (!request_fill(r))
            return 0;
    r->at = r->head;
    errno = EPROTO;
    return request_read_head(r);
}

static void request_fail(struct request *r, int error)
{
    r->over = r->broken = true;
    r->keep = false;
    errno = error;
}

/* Takes a piece of a body that is not chunked. */
static void request_take_plain(struct request *r, struct slice *piece)
{
    struct slice there = slice_make(r->in + r->at, r->len - r->at);
    *piece = slice_part(there, 0, r->left < there.len ? (size_t)r->left : there.len);
    r->at += piece->len;
    if (r->left != UNTIL_END)
        r->left -= piece->len;
    r->over = r->left == 0;
}

/* Takes a piece of a chunked body (RFC 9112 section 7.1). */
static void request_take_chunked(struct request *r, struct slice *piece)
{
    size_t used = 0;
    while (piece->len == 0 && r->at < r->len && !r->over) {
        struct slice there = slice_make(r->in + r->at, r->len - r->at);
        enum http_chunk_step step = http_chunks_feed(&r->chunks, there, &used, piece);
        r->at += used;
        r->over = step == HTTP_CHUNK_END;
        if (step == HTTP_CHUNK_BAD)
            request_fail(r, EPROTO);
    }
}

/* Takes a piece of the body from the received bytes; false if they hold none. */
static bool request_take(struct request *r, struct slice *piece)
{
    *piece = (struct slice){0};
    if (r->chunked)
        request_take_chunked(r, piece);
    else
        request_take_plain(r, piece);
    return piece->len > 0;
}

bool request_piece(struct request *r, struct slice *piece)
{
    while (!r->over) {
        if (request_take(r, piece))
            return true;
        if (r->over)
            break;
        r->at = r->len = r->head;
        if (request_fill(r))
            continue;
        if (r->left == UNTIL_END && !r->chunked && errno == ECONNRESET)
            r->over = true;
        else
            request_fail(r, errno);
    }
    return false;
}

bool request_body(struct request *r, uint8_t *to, size_t size, size_t *len)
{
    struct slice piece;
    *len = 0;
    while (request_piece(r, &piece)) {
        if (piece.len > size - *len) {
            request_fail(r, EMSGSIZE);
            return false;
        }
        memcpy(to + *len, piece.at, piece.len);
        *len += piece.len;
    }
    return !r->broken;
}
