/* Content negotiation and conditional requests for the page's files. Accept-Encoding is read
 * with its weights; "identity" is refused only in a profile that has no room for the plain page.
 * A gzip-coded response has a weak ETag, because its bytes differ from the plain ones (RFC 9110
 * section 8.8.3.3); If-None-Match compares weakly, so either form matches. */
#include "net/assets.h"

#include "base/bug.h"
#include "base/codec/fnv.h"
#include "base/codec/inflate.h"
#include "net/fields.h"
#include "net/respond.h"

#define FIELDS_MAX 256

const struct asset *assets_find(struct slice path)
{
    struct slice name = slice_from(path, 1);
    if (!slice_starts(path, SLICE("/")))
        return NULL;
    if (name.len == 0)
        name = SLICE("index.html");
    for (uint16_t i = 0; i < assets_count; i++)
        if (slice_equal(name, slice_of(assets[i].name)))
            return &assets[i];
    return NULL;
}

uint64_t assets_digest(void)
{
    uint64_t digest = FNV_START;
    for (uint16_t i = 0; i < assets_count; i++)
        digest = fnv(digest, slice_of(assets[i].etag));
    return digest >> 16;
}

/* Returns whether a weight (RFC 9110 section 12.4.2) is above zero; without a weight, 1 applies. */
static bool weighs(struct slice parameters)
{
    struct slice name, value = slice_cut(slice_trim(parameters), '=', &name);
    if (!slice_equal_nocase(name, SLICE("q")))
        return true;
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] >= '1' && value.at[i] <= '9')
            return true;
    return false;
}

static bool takes_gzip(const struct http_request *r)
{
    struct slice list;
    if (!http_field(r, "accept-encoding", &list))
        return false;
    bool any = false;
    while (list.len > 0) {
        struct slice item, coding;
        list = slice_cut(list, ',', &item);
        struct slice parameters = slice_cut(item, ';', &coding);
        coding = slice_trim(coding);
        if (slice_equal_nocase(coding, SLICE("gzip")) ||
            slice_equal_nocase(coding, SLICE("x-gzip")))
            return weighs(parameters);
        if (slice_equal(coding, SLICE("*")))
            any = weighs(parameters);
    }
    return any;
}

static bool etag_matches(const struct http_request *r, struct slice etag)
{
    struct slice list;
    if (!http_field(r, "if-none-match", &list))
        return false;
    while (list.len > 0) {
        struct slice item;
        list = slice_cut(list, ',', &item);
        item = slice_trim(item);
        if (slice_starts(item, SLICE("W/")))
            item = slice_from(item, 2);
        if (slice_equal(item, SLICE("*")) || slice_equal(item, etag))
            return true;
    }
    return false;
}

static struct slice asset_gzip(const struct asset *a)
{
    return slice_make(assets_gzip + a->gzip_at, a->gzip_len);
}

/* Answers a client that does not accept gzip. */
static void answer_plain(struct conn *c, const struct asset *a, const struct text *fields)
{
#if LIMIT_PLAIN_PAGE
    uint8_t *plain = assets_plain + a->plain_at;
    bool *decoded = &assets_decoded[a - assets];
    if (!*decoded)
        BUG_UNLESS(inflate_gzip(asset_gzip(a), plain, a->plain_len));
    *decoded = true;
    http_constant(c, 200, assets_types[a->type], slice_make(plain, a->plain_len), fields);
#else
    (void)a;
    (void)fields;
    http_error_with(c, 406,
                    "this build keeps its page compressed: ask with Accept-Encoding: gzip, as "
                    "curl --compressed does",
                    TEXT_OF("Vary: Accept-Encoding\r\n"));
#endif
}

void assets_answer(struct conn *c, const struct http_request *r, const struct asset *a)
{
    if (r->method != HTTP_GET && r->method != HTTP_HEAD) {
        http_error_with(c, 405, "this can only be read", TEXT_OF("Allow: GET, HEAD\r\n"));
        return;
    }
    bool gzip = takes_gzip(r);
    TEXT(extra, FIELDS_MAX);
    text_str(&extra, gzip ? "ETag: W/" : "ETag: ");
    text_str(&extra, a->etag);
    text_str(&extra, "\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n");
    if (etag_matches(r, slice_of(a->etag))) {
        http_constant(c, 304, NULL, (struct slice){0}, &extra);
        return;
    }
    if (!gzip) {
        answer_plain(c, a, &extra);
        return;
    }
    text_str(&extra, "Content-Encoding: gzip\r\n");
    http_constant(c, 200, assets_types[a->type], asset_gzip(a), &extra);
}
