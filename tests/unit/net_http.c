/* Tests of the request parser: accepted requests, the status of refused ones, and the same
 * result however the bytes are split. */
#include "check.h"

#include "net/chunks.h"
#include "net/fields.h"
#include "net/http.h"

#include <stdlib.h>

static struct http_request r;

/* Returns the bytes of the head; 0: incomplete; or the negative status of a refused head. */
static int parse_slice(struct slice bytes)
{
    switch (http_parse(bytes, &r)) {
    case HTTP_CONSUMED:
        return (int)r.head_len;
    case HTTP_REFUSED:
        return -(int)r.bad;
    case HTTP_INCOMPLETE:
        break;
    }
    return 0;
}

static int parse(const char *text)
{
    return parse_slice(slice_of(text));
}

/* Checks that every prefix is incomplete or refused with the same status: a result never changes
 * with more bytes. */
static bool prefixes_agree(const char *text, int whole)
{
    size_t len = strlen(text), most = whole > 0 ? (size_t)whole : len;
    for (size_t n = 0; n < most; n++) {
        int part = parse_slice(slice_make(text, n));
        if (part > 0 || (part < 0 && part != whole))
            return false;
    }
    return true;
}

#define REQUEST_LINE "GET / HTTP/1.1\r\nHost: a\r\n"
#define REQUEST(fields) "GET / HTTP/1.1\r\nHost: a\r\n" fields "\r\n"
#define HOST(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"
#define TARGET_LINE(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"
#define CHECK_SLICE(expected, got) CHECK_BYTES(expected, strlen(expected), (got).at, (got).len)

static const struct {
    const char *text;
    int status; /* 0: accepted */
} table[] = {
    {REQUEST(""), 0},
    {"GET / HTTP/1.0\r\n\r\n", 0},
    {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"FROB /x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {"GET http://a:80/x HTTP/1.1\r\nHost: b\r\n\r\n", 0},
    {"GET http:///x HTTP/1.1\r\nHost: b\r\n\r\n", -400},
    {"GET http://u@a/x HTTP/1.1\r\nHost: b\r\n\r\n", -400},
    {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", -501},
    {"GET x HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", -400},
    {"GET /\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", -505},
    {"GET / HTTP/1.9\r\nHost: a\r\n\r\n", 0},
    {"GET / http/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/1.1\nHost: a\n\n", -400},
    {"GET / HTTP/1.1\r\nHost: a\n\r\n", -400},
    {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", -400},
    {"G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"\x16\x03\x01\x02", -400},
    {"GET https://a/x HTTP/1.1\r\nHost: b\r\n\r\n", 0},
    {"GET http:// HTTP/1.1\r\nHost: b\r\n\r\n", -400},
    {"G / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {" / HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/x.1\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/1.x\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/1-1\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/1.10\r\nHost: a\r\n\r\n", -400},
    {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", -505},
    /* Exactly one Host. */
    {"GET / HTTP/1.1\r\n\r\n", -400},
    {REQUEST("Host: a\r\n"), -400},
    {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", -400},
    {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", -400},
    {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 0},
    /* Field lines. */
    {REQUEST("X : y\r\n"), -400},
    {REQUEST(" X: y\r\n"), -400},
    {REQUEST("X: y\r\n z\r\n"), -400},
    {REQUEST("X\r\n"), -400},
    {REQUEST(": y\r\n"), -400},
    {REQUEST("X: a\x7f\r\n"), -400},
    {REQUEST("X: a\x01\r\n"), -400},
    {REQUEST("X: \xff\t\r\n"), 0},
    {REQUEST("X:\r\n"), 0},
    {REQUEST("X(: y\r\n"), -400},
    /* Framing, which request smuggling exploits. */
    {REQUEST("Content-Length: 5\r\n"), 0},
    {REQUEST("Content-Length: 5\r\nContent-Length: 5\r\n"), -400},
    {REQUEST("Content-Length: 5, 5\r\n"), -400},
    {REQUEST("Content-Length: +5\r\n"), -400},
    {REQUEST("Content-Length: -5\r\n"), -400},
    {REQUEST("Content-Length: 0x5\r\n"), -400},
    {REQUEST("Content-Length: 5 5\r\n"), -400},
    {REQUEST("Content-Length:\r\n"), -400},
    {REQUEST("Content-Length: 18446744073709551616\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked\r\n"), 0},
    {REQUEST("Transfer-Encoding: CHUNKED\r\n"), 0},
    {REQUEST("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), -400},
    {REQUEST("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), -400},
    {REQUEST("Transfer-Encoding: gzip, chunked\r\n"), -501},
    {REQUEST("Transfer-Encoding: gzip,chunked\r\n"), -501},
    /* Without chunked at the end the body's end cannot be found (RFC 9112 section 6.3). */
    {REQUEST("Transfer-Encoding: xchunked\r\n"), -400},
    {REQUEST("Transfer-Encoding: identity\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked, gzip\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked, chunked\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked, gzip, chunked\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked;q=1\r\n"), -400},
    {REQUEST("Transfer-Encoding: gzip;chunked\r\n"), -400},
    {REQUEST("Transfer-Encoding: \"chunked\"\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked,\r\n"), -400},
    {REQUEST("Transfer-Encoding: chunked chunked\r\n"), -400},
    {REQUEST("Transfer-Encoding:\r\n"), -400},
    {REQUEST("Transfer-Encoding:\x0b"
             "chunked\r\n"),
     -400},
    {REQUEST("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), -400},
    {REQUEST("Transfer-Encoding : chunked\r\n"), -400},
    {REQUEST("Transfer_Encoding: chunked\r\n"), 0},
    {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", -400},
    /* Host (RFC 9112 section 3.2). */
    {HOST(""), -400},
    {HOST("a:80"), 0},
    {HOST("a:"), 0},
    {HOST("a:80:80"), -400},
    {HOST(":80"), -400},
    {HOST("a:8x"), -400},
    {HOST("a:-1"), -400},
    {HOST("a:65535"), 0},
    {HOST("a:65536"), -400},
    {HOST("a/b"), -400},
    {HOST("u@a"), -400},
    {HOST("a b"), -400},
    {HOST("a, b"), -400},
    {HOST("a?b"), -400},
    {HOST("a%41"), 0},
    {HOST("a%4"), -400},
    {HOST("a%zz"), -400},
    {HOST("\xc3\xa9"), -400},
    {HOST("[::1]"), 0},
    {HOST("[::1]:80"), 0},
    {HOST("[::1]80"), -400},
    {HOST("[]"), -400},
    {HOST("[::1"), -400},
    {HOST("::1]"), -400},
    {HOST("[::1]]"), -400},
    {HOST("a[::1]"), -400},
    {HOST("[::1/2]"), -400},
    {"GET http://a:80:80/ HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET http://a:80/ HTTP/1.1\r\nHost:\r\n\r\n", -400},
    {"GET http://:80/ HTTP/1.1\r\nHost: a\r\n\r\n", -400},
    {"GET http://[::1]:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    {"GET http://a?x HTTP/1.1\r\nHost: a\r\n\r\n", 0},
    /* Targets (RFC 3986 sections 2.1, 3.3 and 3.4). */
    {TARGET_LINE("/a\\b"), -400},
    {TARGET_LINE("/%zz"), -400},
    {TARGET_LINE("/%"), -400},
    {TARGET_LINE("/%4"), -400},
    {TARGET_LINE("/%4g"), -400},
    {TARGET_LINE("/%41"), 0},
    {TARGET_LINE("/x?%4"), -400},
    {TARGET_LINE("/x?%zz"), -400},
    {TARGET_LINE("/x?a=%2F"), 0},
    {TARGET_LINE("/a\"b"), -400},
    {TARGET_LINE("/<a>"), -400},
    {TARGET_LINE("/a|b"), -400},
    {TARGET_LINE("/{a}"), -400},
    {TARGET_LINE("/a^b"), -400},
    {TARGET_LINE("/a[b]"), -400},
    {TARGET_LINE("/x?[a]={b|c}^`"), 0}, /* browsers escape none of these in a query */
    {TARGET_LINE("/x?a\\b"), -400},
    {TARGET_LINE("/x?a\"b"), -400},
    {TARGET_LINE("/x?a?b/c:@!$&'()*+,;="), 0},
    {TARGET_LINE("/a:@!$&'()*+,;=-._~"), 0},
    {TARGET_LINE("http://a/b\\c"), -400},
    {TARGET_LINE("http://a/%zz"), -400},
    /* Expect (RFC 9110 section 10.1.1). */
    {REQUEST("Expect: 100-continue\r\n"), 0},
    {REQUEST("Expect: 100-Continue\r\n"), 0},
    {REQUEST("Expect: \r\n"), 0},
    {REQUEST("Expect: 200-ok\r\n"), -417},
    {REQUEST("Expect: 100-continue, x\r\n"), -417},
    {REQUEST("Expect: 100-continue\r\nExpect: x\r\n"), -417},
    {REQUEST("Expect: 100-continue;a=b\r\n"), -417},
    {"GET / HTTP/1.0\r\nExpect: x\r\n\r\n", 0},
};

static void requests(void)
{
    STORY("each request of the table is accepted or refused as listed")
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        int got = parse(table[i].text);
        int expected = table[i].status == 0 ? (int)strlen(table[i].text) : table[i].status;
        if (got != expected)
            CHECK_FAILED("%s: expected %d, got %d", table[i].text, expected, got);
    }
    STORY("no prefix of a request is accepted as a request")
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (!prefixes_agree(table[i].text, parse(table[i].text)))
            CHECK_FAILED("a prefix of %s", table[i].text);
    STORY("a NUL in a head is refused")
    {
        CHECK_U64(-400, parse_slice(SLICE("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n")));
    }
    STORY("parsing a head consumes nothing after it")
    {
        CHECK_U64(strlen(REQUEST("")), parse(REQUEST("") "GET /two"));
    }
}

static void parts(void)
{
    STORY("the parts of the target are found")
    {
        CHECK(parse("GET /a/b?c=d&e HTTP/1.1\r\nHost: x\r\n\r\n") > 0);
        CHECK_SLICE("/a/b?c=d&e", r.target);
        CHECK_SLICE("/a/b", r.path);
        CHECK_SLICE("c=d&e", r.query);
        CHECK_SLICE("x", r.host);
        CHECK(r.method == HTTP_GET && r.keep_alive && r.minor == 1);
        CHECK(parse("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n") > 0);
        CHECK_SLICE("*", r.path);
        CHECK(r.method == HTTP_OPTIONS);
    }
    STORY("the absolute form's host wins over the Host field")
    {
        CHECK(parse("GET http://real:8080?q HTTP/1.1\r\nHost: other\r\n\r\n") > 0);
        CHECK_SLICE("real:8080", r.host);
        CHECK_SLICE("/", r.path);
        CHECK_SLICE("q", r.query);
    }
    STORY("the version and the Connection field decide whether a connection persists")
    {
        CHECK(parse("GET / HTTP/1.0\r\n\r\n") > 0 && !r.keep_alive);
        CHECK(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") > 0 && r.keep_alive);
        CHECK(parse(REQUEST("Connection: x, CLOSE\r\n")) > 0 && !r.keep_alive);
        CHECK(parse(REQUEST("Connection: close\r\nConnection: keep-alive\r\n")) > 0 &&
              !r.keep_alive);
    }
    STORY("an upgrade needs both fields and HTTP/1.1")
    {
        CHECK(parse(REQUEST("Connection: keep-alive, Upgrade\r\nUpgrade: h2c, WebSocket\r\n")) > 0);
        CHECK(r.upgrade_websocket);
        CHECK(parse(REQUEST("Upgrade: websocket\r\n")) > 0 && !r.upgrade_websocket);
        CHECK(parse(REQUEST("Connection: upgrade\r\n")) > 0 && !r.upgrade_websocket);
        CHECK(parse("GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n") > 0 &&
              !r.upgrade_websocket);
    }
    STORY("only HTTP/1.1 can expect 100-continue")
    {
        CHECK(parse(REQUEST("Expect: 100-Continue\r\n")) > 0 && r.expects_continue);
        CHECK(parse("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n") > 0 && !r.expects_continue);
    }
}

static void limits(void)
{
    static char long_head[LIMIT_HEADER_BYTES + 512];
    STORY("an endless request line is refused with 414, endless fields with 431")
    {
        memset(long_head, 'a', sizeof long_head - 1);
        memcpy(long_head, "GET /", 5);
        CHECK_U64(-414, parse(long_head));
        memset(long_head, 'A', 5);
        CHECK_U64(-501, parse(long_head));
        memcpy(long_head, "GET / HTTP/1.1\r\nX: ", 19);
        CHECK_U64(-431, parse(long_head));
    }
    STORY("a head of exactly the limit is accepted, one byte more is not")
    {
        const char *start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        for (size_t over = 0; over < 2; over++) {
            memset(long_head, 'a', sizeof long_head);
            memcpy(long_head, start, strlen(start));
            memcpy(long_head + LIMIT_HEADER_BYTES - 4 + over, "\r\n\r\n", 5);
            CHECK_U64(over ? -431 : LIMIT_HEADER_BYTES, parse(long_head));
        }
    }
    STORY("too many fields are refused with 431")
    {
        struct text t;
        text_init(&t, long_head, sizeof long_head);
        text_str(&t, "GET / HTTP/1.1\r\nHost: a\r\n");
        for (int i = 0; i < HTTP_FIELDS - 1; i++)
            text_str(&t, "X: y\r\n");
        size_t fits = t.len;
        text_str(&t, "\r\n");
        CHECK_U64(t.len, parse_slice(text_slice(&t)));
        CHECK_U64(HTTP_FIELDS, r.field_count);
        t.len = fits;
        text_str(&t, "X: y\r\n\r\n");
        CHECK_U64(-431, parse_slice(text_slice(&t)));
    }
}

static void fields(void)
{
    struct slice v;
    char decoded[8];
    size_t len;
    STORY("fields, lists, cookies and parameters are found")
    {
        CHECK(parse(REQUEST("A: 1 \r\na: two, Three\r\nCookie: x=1; tok=a=b; y\r\n"
                            "Cookie: z=9\r\n")) > 0);
        CHECK(http_field(&r, "a", &v));
        CHECK_SLICE("1", v);
        CHECK_U64(2, http_field_count(&r, "A"));
        CHECK_U64(0, http_field_count(&r, "B"));
        CHECK(parse(REQUEST("A:1\r\n")) > 0 && http_field(&r, "a", &v));
        CHECK_SLICE("1", v);
        CHECK(parse(REQUEST("A: 1 \r\na: two, Three\r\nCookie: x=1; tok=a=b; y\r\n"
                            "Cookie: z=9\r\n")) > 0);
        CHECK(http_field_has(&r, "A", "three") && !http_field_has(&r, "A", "thr"));
        CHECK(!http_field(&r, "b", &v));
        CHECK(http_cookie(&r, SLICE("tok"), &v));
        CHECK_SLICE("a=b", v);
        CHECK(http_cookie(&r, SLICE("z"), &v) && !http_cookie(&r, SLICE("y"), &v));
        CHECK(http_query(SLICE("a=1&b&c=%20&c=2"), "c", &v));
        CHECK_SLICE("%20", v);
        CHECK(http_query(SLICE("a=1&b"), "b", &v) && v.len == 0);
        v = SLICE("as it was");
        CHECK(!http_query(SLICE("ab=1"), "a", &v));
        CHECK(slice_equal(v, SLICE("as it was")));
    }
    STORY("percent-decoding refuses malformed and overlong strings and NULs")
    {
        CHECK(http_decode(SLICE("a%20%C3%a9"), decoded, sizeof decoded, &len));
        CHECK_STR("a \xc3\xa9", decoded);
        CHECK(!http_decode(SLICE("%"), decoded, sizeof decoded, &len));
        CHECK(!http_decode(SLICE("%4"), decoded, sizeof decoded, &len));
        CHECK(!http_decode(SLICE("%4g"), decoded, sizeof decoded, &len));
        CHECK(!http_decode(SLICE("%00"), decoded, sizeof decoded, &len));
        CHECK(http_decode(SLICE("1234567"), decoded, sizeof decoded, &len) && len == 7);
        CHECK(!http_decode(SLICE("12345678"), decoded, sizeof decoded, &len));
    }
}

/* Feeds a chunked body a few bytes at a time; returns its data, or NULL if it is malformed or
 * incomplete. */
static const char *dechunk(const char *text, size_t at_once, size_t *used_in_all)
{
    static char out[256];
    size_t n = 0, len = strlen(text);
    struct http_chunks c = {0};
    *used_in_all = 0;
    while (*used_in_all < len) {
        struct slice data,
            part = slice_part((struct slice){(const uint8_t *)text, len}, *used_in_all, at_once);
        size_t used;
        enum http_chunk_step step = http_chunks_feed(&c, part, &used, &data);
        *used_in_all += used;
        if (step == HTTP_CHUNK_BAD)
            return NULL;
        if (step == HTTP_CHUNK_DATA) {
            memcpy(out + n, data.at, data.len);
            n += data.len;
        }
        out[n] = '\0';
        if (step == HTTP_CHUNK_END)
            return out;
    }
    return NULL;
}

/* Chunked bodies, and what they are decoded to: NULL if they are refused (RFC 9112, section
 * 7.1). */
static const struct {
    const char *text, *body;
} chunked_bodies[] = {
    {"0\r\n\r\n", ""},
    {"5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"5;a=b;c=\"d\"\r\nhello\r\n00000\r\nTrailer: x\r\nY: z\r\n\r\n", "hello"},
    {"A\r\n0123456789\r\n1\r\n!\r\n0\r\n\r\n", "0123456789!"},
    {"5; x =\ty\r\nhello\r\n0\r\nT:\t~\r\n\r\n", "hello"},
    {"5 ;x\r\nhello\r\n0;y=1 ; z\r\n\r\n", "hello"},
    {"5;a=\"b;\\\"\\\\c\"\r\nhello\r\n0\r\n\r\n", "hello"},
    {"5;a=\"\" ;b\r\nhello\r\n0\r\n\r\n", "hello"},
    {"5;\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;;a\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a@=b\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;=b\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=b=c\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a b\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=b c\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a \r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=b \r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=\"b\"c\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=\"b\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a=\"b\\\r\nhello\r\n0\r\n\r\n", NULL},
    {"5=b\r\nhello\r\n0\r\n\r\n", NULL},
    {"5 a\r\nhello\r\n0\r\n\r\n", NULL},
    {"0\r\n T: x\r\n\r\n", NULL},
    {"0\r\nA: x\r\n folded\r\n\r\n", NULL},
    {"0\r\nA\r\n\r\n", NULL},
    {"0\r\n: x\r\n\r\n", NULL},
    {"0\r\nA : x\r\n\r\n", NULL},
    {"0\r\nA@: x\r\n\r\n", NULL},
    {"0\r\nA:\r\nB: \xff\r\n\r\n", ""},
    {"a\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
    {"f\r\n0123456789abcde\r\n0\r\n\r\n", "0123456789abcde"},
    {"g\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;\x7f\r\nhello\r\n0\r\n\r\n", NULL},
    {"0\r\nX: \x7f\r\n\r\n", NULL},
    {"0\r\nX: \x01\r\n\r\n", NULL},
    {"5\nhello\r\n0\r\n\r\n", NULL},
    {"5\r\nhello\n0\r\n\r\n", NULL},
    {"5\r\nhello0\r\n\r\n", NULL},
    {"5\r\nhellooo\r\n0\r\n\r\n", NULL},
    {"-5\r\nhello\r\n0\r\n\r\n", NULL},
    {"0x5\r\nhello\r\n0\r\n\r\n", NULL},
    {" 5\r\nhello\r\n0\r\n\r\n", NULL},
    {"5 \r\nhello\r\n0\r\n\r\n", NULL},
    {"\r\nhello\r\n0\r\n\r\n", NULL},
    {";x\r\nhello\r\n0\r\n\r\n", NULL},
    {"5;a\nb\r\nhello\r\n0\r\n\r\n", NULL},
    {"11111111111111111\r\nhello\r\n0\r\n\r\n", NULL},
    {"0\r\nX: y\n\r\n", NULL},
    {"0\r\n\rx", NULL},
};

static void chunks(void)
{
    STORY("chunked bodies are decoded the same however they are split")
    for (size_t i = 0; i < COUNT(chunked_bodies); i++) {
        for (size_t at_once = 1; at_once < 40; at_once++) {
            size_t used;
            const char *got = dechunk(chunked_bodies[i].text, at_once, &used);
            if (!got != !chunked_bodies[i].body ||
                (got && strcmp(got, chunked_bodies[i].body) != 0))
                CHECK_FAILED("%s by %zu: got %s", chunked_bodies[i].text, at_once,
                             got ? got : "nothing");
            if (got)
                CHECK_U64(strlen(chunked_bodies[i].text), used);
        }
    }
    STORY("an endless size line and an endless trailer section are refused")
    {
        static char endless[8192];
        size_t used;
        memset(endless, 'x', sizeof endless - 1);
        memcpy(endless, "5;", 2);
        CHECK(!dechunk(endless, 100, &used) && used < 512);
        memcpy(endless, "0\r\n", 3);
        CHECK(!dechunk(endless, 100, &used) && used < 6000);
    }
}

static void chunk_bounds(void)
{
    STORY("a trailer section of exactly its bound is accepted, one byte more is not")
    for (size_t over = 0; over < 2; over++) {
        static char body[8192];
        size_t used, len = 4094 + over; /* the line's and the section's CR count as well */
        memset(body, 't', sizeof body);
        memcpy(body, "0\r\nt:", 5);
        memcpy(body + 3 + len, "\r\n\r\n", 5);
        CHECK((dechunk(body, 100, &used) != NULL) == !over);
    }
    STORY("a size line of exactly its bound is accepted, one byte more is not")
    for (size_t over = 0; over < 2; over++) {
        static char body[512];
        size_t used, len = 255 + over; /* after the first digit, and its CR counts as well */
        memset(body, 'e', sizeof body);
        memcpy(body, "1;", 2);
        memcpy(body + 1 + len, "\r\nx\r\n0\r\n\r\n", 11);
        CHECK((dechunk(body, 100, &used) != NULL) == !over);
    }
    STORY("a size may have fifteen digits, and no more")
    {
        struct http_chunks c = {0};
        struct slice data;
        size_t used;
        CHECK(http_chunks_feed(&c, SLICE("fffffffffffffff\r\n"), &used, &data) == HTTP_CHUNK_MORE);
        CHECK_U64(UINT64_MAX >> 4, c.left);
        c = (struct http_chunks){0};
        CHECK(http_chunks_feed(&c, SLICE("ffffffffffffffff\r\n"), &used, &data) == HTTP_CHUNK_BAD);
    }
}

static bool is_letter_or_digit(int b)
{
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
}

/* Returns whether a head with this byte in the middle of a place is consumed. */
static bool takes(const char *before, int b, const char *after)
{
    static char text[256];
    size_t n = strlen(before), m = strlen(after);
    memcpy(text, before, n);
    text[n] = (char)b;
    memcpy(text + n + 1, after, m);
    return http_parse(slice_make(text, n + 1 + m), &r) == HTTP_CONSUMED;
}

static void classes(void)
{
    STORY("each place of a head accepts the bytes that its standard allows, and no others")
    for (int b = 0; b < 256; b++) {
        bool mark = b != 0 && strchr("!#$%&'*+-.^_`|~", b);
        bool token = is_letter_or_digit(b) || mark;
        bool host = is_letter_or_digit(b) || (b != 0 && strchr("-._~%!$&'()*+,;=:", b));
        bool path = host || (b != 0 && strchr("@/?", b));
        bool visible = b > 0x20 && b < 0x7f;
        bool text = visible || b == ' ' || b == '\t' || b >= 0x80;
        bool method = takes("G", b, "T / HTTP/1.1\r\nHost: a\r\n\r\n");
        bool name = takes(REQUEST_LINE "X", b, "Y: z\r\n\r\n");
        bool value = takes(REQUEST_LINE "X: y", b, "z\r\n\r\n");
        bool target = takes("GET /", b, "41 HTTP/1.1\r\nHost: a\r\n\r\n");
        bool query = takes("GET /?", b, "41 HTTP/1.1\r\nHost: a\r\n\r\n");
        bool in_host = takes("GET / HTTP/1.1\r\nHost: a", b, "41\r\n\r\n");
        if (method != token || name != (token || b == ':') || value != text || in_host != host ||
            target != path || query != (path || (b != 0 && strchr("[]{|}^`", b))))
            CHECK_FAILED("byte %d: method %d, name %d, value %d, target %d, query %d, host %d", b,
                         method, name, value, target, query, in_host);
    }
    STORY("methods have the names that RFC 9110 section 9 and RFC 5789 give them")
    {
        for (enum http_method m = HTTP_GET; m < HTTP_OTHER; m++) {
            static char text[64];
            (void)snprintf(text, sizeof text, "%s / HTTP/1.0\r\n\r\n", http_method_name(m));
            CHECK(parse(text) > 0 && r.method == m);
        }
        CHECK(parse("GETS / HTTP/1.0\r\n\r\n") > 0 && r.method == HTTP_OTHER);
        CHECK_STR("", http_method_name(HTTP_OTHER));
        CHECK_STR("Not Found", http_reason(404));
        static const unsigned sent[] = {101, 200, 201, 204, 304, 308, 400, 401, 403, 404, 405, 406,
                                        408, 409, 411, 413, 414, 417, 426, 429, 431, 501, 503, 505};
        for (size_t i = 0; i < COUNT(sent); i++)
            CHECK(strcmp(http_reason(sent[i]), "Unknown") != 0);
        CHECK_STR("Unknown", http_reason(299));
    }
}

int main(void)
{
    requests();
    parts();
    limits();
    fields();
    chunks();
    chunk_bounds();
    classes();
    return check_end();
}
