/* The head of an answer stays at the buffer's beginning; its body passes through what is behind. */
#include "cli/connect/request.h"

#include "cli/connect/socket.h"

#include <errno.h>
#include <string.h>

#define HEAD_MAX 2048
#define UNTIL_END UINT64_MAX

static void put_field(struct text *t, const char *name, const char *before, const char *value)
{
    text_str(t, name);
    text_str(t, before);
    text_str(t, value);
    text_str(t, "\r\n");
}

static bool send_head(const struct request *r, const struct asked *a)
{
    TEXT(t, HEAD_MAX);
    text_str(&t, a->method);
    text_char(&t, ' ');
    text_str(&t, a->base ? a->base : "");
    text_str(&t, a->path);
    put_field(&t, " HTTP/1.1\r\nHost", ": ", a->host && a->host[0] ? a->host : "localhost");
    if (a->token && a->token[0])
        put_field(&t, "Authorization", ": Bearer ", a->token);
    if (a->body.len > 0) {
        text_str(&t, "Content-Type: application/json\r\nContent-Length: ");
        text_u64(&t, a->body.len);
        text_str(&t, "\r\n");
    }
    text_str(&t, a->fields ? a->fields : "");
    text_str(&t, "\r\n");
    errno = ENAMETOOLONG;
    return !t.cut && socket_send(r->fd, text_slice(&t), r->until_ms);
}

static bool fill(struct request *r)
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

/* Bytes of the head with its empty line; 0: it is not whole. */
static size_t head_bytes(const struct request *r)
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

/* How the body is framed (RFC 9112 section 6.3). */
static bool read_framing(struct request *r)
{
    struct slice value;
    bool none = r->status < 200 || r->status == 204 || r->status == 304;
    r->chunks = (struct http_chunks){0};
    r->chunked =
        request_field(r, "Transfer-Encoding", &value) && http_list_has(value, SLICE("chunked"));
    r->keep = !(request_field(r, "Connection", &value) && http_list_has(value, SLICE("close")));
    r->broken = false;
    r->left = UNTIL_END;
    if (none)
        r->left = 0;
    else if (request_field(r, "Content-Length", &value) && !slice_u64(value, &r->left))
        return false;
    r->over = none || (!r->chunked && r->left == 0);
    r->keep = r->keep && (r->chunked || r->left != UNTIL_END);
    return true;
}

static unsigned read_head(struct request *r)
{
    uint64_t status;
    struct slice in = {r->in, r->len};
    if (!slice_starts(in, SLICE("HTTP/1.1 ")) || !slice_u64(slice_part(in, 9, 3), &status))
        return 0;
    r->status = (unsigned)status;
    return read_framing(r) ? r->status : 0;
}

unsigned request_ask(struct request *r, const struct asked *a)
{
    r->head = r->at = r->len = 0;
    r->over = true;
    if (!send_head(r, a) || !socket_send(r->fd, a->body, r->until_ms))
        return 0;
    while ((r->head = head_bytes(r)) == 0)
        if (!fill(r))
            return 0;
    r->at = r->head;
    errno = EPROTO;
    return read_head(r);
}

static void fail(struct request *r, int error)
{
    r->over = r->broken = true;
    r->keep = false;
    errno = error;
}

/* A piece of what is there; false: nothing of the body is. */
static bool take(struct request *r, struct slice *piece)
{
    struct slice there = {r->in + r->at, r->len - r->at};
    size_t used = 0;
    if (!r->chunked) {
        *piece = slice_part(there, 0, r->left < there.len ? (size_t)r->left : there.len);
        r->at += piece->len;
        r->left -= r->left == UNTIL_END ? 0 : piece->len;
        r->over = r->left == 0;
        return piece->len > 0;
    }
    *piece = (struct slice){0};
    while (piece->len == 0 && r->at < r->len && !r->over) {
        there = (struct slice){r->in + r->at, r->len - r->at};
        enum http_chunk_step step = http_chunks_feed(&r->chunks, there, &used, piece);
        r->at += used;
        r->over = step == HTTP_CHUNK_END;
        if (step == HTTP_CHUNK_BAD)
            fail(r, EPROTO);
    }
    return piece->len > 0;
}

bool request_piece(struct request *r, struct slice *piece)
{
    while (!r->over) {
        if (take(r, piece))
            return true;
        if (r->over)
            break;
        r->at = r->len = r->head;
        if (fill(r))
            continue;
        if (r->left == UNTIL_END && !r->chunked && errno == ECONNRESET)
            r->over = true;
        else
            fail(r, errno);
    }
    return false;
}

bool request_body(struct request *r, uint8_t *to, size_t size, size_t *len)
{
    struct slice piece;
    *len = 0;
    while (request_piece(r, &piece)) {
        if (piece.len > size - *len) {
            fail(r, EMSGSIZE);
            return false;
        }
        memcpy(to + *len, piece.at, piece.len);
        *len += piece.len;
    }
    return !r->broken;
}
