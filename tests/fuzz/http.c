/*
 * Any bytes as a request and what follows it. What is said of a head must not change with the bytes
 * after it, slices must lie within it, and a chunked body must be the same at once and by bytes.
 */
#include "net/http.h"
#include "base/bug.h"
#include "net/chunks.h"
#include "net/fields.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct slice whole;

static void check_within(struct slice s)
{
    static const uint8_t root[] = "/";
    if (s.len == 0 || (s.len == 1 && s.at[0] == root[0]))
        return;
    BUG_UNLESS(s.at >= whole.at && s.at + s.len <= whole.at + whole.len);
    BUG_UNLESS(slice_find(s, '\r') < 0 && slice_find(s, '\n') < 0 && slice_find(s, 0) < 0);
}

static void check_request(const struct http_request *r)
{
    struct slice value;
    char decoded[64];
    size_t len;
    check_within(r->method_name);
    check_within(r->target);
    check_within(r->path);
    check_within(r->query);
    check_within(r->host);
    BUG_UNLESS(r->field_count <= HTTP_FIELDS && !(r->chunked && r->has_length));
    for (uint16_t i = 0; i < r->field_count; i++) {
        check_within(r->fields[i].name);
        check_within(r->fields[i].value);
        BUG_UNLESS(r->fields[i].name.len > 0);
    }
    if (http_cookie(r, SLICE("a"), &value))
        check_within(value);
    if (http_query(r->query, "a", &value))
        check_within(value);
    if (http_decode(r->path, decoded, sizeof decoded, &len))
        BUG_UNLESS(len < sizeof decoded && strlen(decoded) == len);
    (void)http_field_has(r, "connection", "close");
}

/* The body's bytes, fed at most at_once of them at a time; false: malformed. */
static bool body(struct slice in, size_t at_once, uint8_t *out, size_t *len, size_t *end)
{
    struct http_chunks c = {0};
    size_t at = 0;
    *len = 0;
    while (at < in.len) {
        size_t used;
        struct slice data;
        enum http_chunk_step step = http_chunks_feed(&c, slice_part(in, at, at_once), &used, &data);
        at += used;
        if (step == HTTP_CHUNK_DATA) {
            memcpy(out + *len, data.at, data.len);
            *len += data.len;
        }
        if (step == HTTP_CHUNK_BAD)
            return false;
        if (step == HTTP_CHUNK_END)
            break;
        BUG_UNLESS(used > 0);
    }
    *end = at;
    return true;
}

static void check_chunks(struct slice in)
{
    static uint8_t one[65536], other[65536];
    size_t one_len, other_len, one_end = 0, other_end = 0;
    bool taken = body(in, SIZE_MAX, one, &one_len, &one_end);
    BUG_UNLESS(taken == body(in, 1, other, &other_len, &other_end));
    BUG_UNLESS(one_len == other_len && one_end == other_end && memcmp(one, other, one_len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct http_request r;
    if (size > sizeof(uint8_t[65536]))
        return 0;
    whole = (struct slice){bytes, size};
    if (http_parse(whole, &r) == HTTP_CONSUMED) {
        size_t n = r.head_len;
        BUG_UNLESS(n <= size && n <= LIMIT_HEADER_BYTES);
        check_request(&r);
        for (size_t part = 0; part < n; part++)
            BUG_UNLESS(http_parse(slice_part(whole, 0, part), &r) == HTTP_INCOMPLETE);
        BUG_UNLESS(http_parse(slice_part(whole, 0, n), &r) == HTTP_CONSUMED && r.head_len == n);
        check_chunks(slice_from(whole, n));
    }
    check_chunks(whole);
    return 0;
}
