/*
 * The head is walked once, line by line. Each line must end in CRLF; what stands in it is checked
 * byte by byte against two classes (token characters; what a field value may hold), so that
 * nothing odd gets past here into a handler or a log. The fields that frame the message
 * (Host, Content-Length, Transfer-Encoding, Connection, Expect) are judged as they are met, and
 * together at the end.
 */
#include "net/http.h"

#include <stddef.h>
#include <string.h>

#define TOKEN 1      /* RFC 9110 section 5.6.2 */
#define FIELD_TEXT 2 /* of a field value: HTAB, SP, VCHAR, obs-text */
#define TARGET 4
#define HOST 8

/* The classes of one byte, as a table that the compiler fills. */
#define T TOKEN | FIELD_TEXT | TARGET
#define H TOKEN | FIELD_TEXT | TARGET | HOST
#define G FIELD_TEXT | TARGET
#define GH FIELD_TEXT | TARGET | HOST
static const uint8_t classes[256] = {
    ['\t'] = FIELD_TEXT, [' '] = FIELD_TEXT, ['!'] = H,  ['"'] = G,  ['#'] = TOKEN | FIELD_TEXT,
    ['$'] = H,           ['%'] = H,          ['&'] = H,  ['\''] = H, ['('] = GH,
    [')'] = GH,          ['*'] = H,          ['+'] = H,  [','] = GH, ['-'] = H,
    ['.'] = H,           ['/'] = G,          ['0'] = H,  ['1'] = H,  ['2'] = H,
    ['3'] = H,           ['4'] = H,          ['5'] = H,  ['6'] = H,  ['7'] = H,
    ['8'] = H,           ['9'] = H,          [':'] = GH, [';'] = GH, ['<'] = G,
    ['='] = GH,          ['>'] = G,          ['?'] = G,  ['@'] = G,  ['A'] = H,
    ['B'] = H,           ['C'] = H,          ['D'] = H,  ['E'] = H,  ['F'] = H,
    ['G'] = H,           ['H'] = H,          ['I'] = H,  ['J'] = H,  ['K'] = H,
    ['L'] = H,           ['M'] = H,          ['N'] = H,  ['O'] = H,  ['P'] = H,
    ['Q'] = H,           ['R'] = H,          ['S'] = H,  ['T'] = H,  ['U'] = H,
    ['V'] = H,           ['W'] = H,          ['X'] = H,  ['Y'] = H,  ['Z'] = H,
    ['['] = GH,          ['\\'] = G,         [']'] = GH, ['^'] = T,  ['_'] = H,
    ['`'] = T,           ['a'] = H,          ['b'] = H,  ['c'] = H,  ['d'] = H,
    ['e'] = H,           ['f'] = H,          ['g'] = H,  ['h'] = H,  ['i'] = H,
    ['j'] = H,           ['k'] = H,          ['l'] = H,  ['m'] = H,  ['n'] = H,
    ['o'] = H,           ['p'] = H,          ['q'] = H,  ['r'] = H,  ['s'] = H,
    ['t'] = H,           ['u'] = H,          ['v'] = H,  ['w'] = H,  ['x'] = H,
    ['y'] = H,           ['z'] = H,          ['{'] = G,  ['|'] = T,  ['}'] = G,
    ['~'] = H,
};
#undef T
#undef H
#undef G
#undef GH

static bool is(uint8_t byte, uint8_t class)
{
    return (classes[byte] & class) != 0 || (class == FIELD_TEXT && byte >= 0x80);
}

static bool all_are(struct slice s, uint8_t class)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is(s.at[i], class))
            return false;
    return true;
}

/* What the head says about the message's framing, gathered over its fields. */
struct framing {
    unsigned hosts, lengths, codings;
    bool chunked_alone, close, keep_alive, upgrade_option, websocket;
};

/* The next line without its CRLF. 1: there; 0: incomplete; -400: CR or LF alone, or a byte that no
 * line holds. The walk ends at the first control byte, which must be the line's end. */
static int next_line(struct slice bytes, size_t *at, struct slice *line)
{
    size_t i = *at;
    while (i < bytes.len && is(bytes.at[i], FIELD_TEXT))
        i++;
    if (i == bytes.len)
        return 0;
    if (bytes.at[i] != '\r')
        return -400;
    if (i + 1 == bytes.len)
        return 0;
    if (bytes.at[i + 1] != '\n')
        return -400;
    *line = slice_part(bytes, *at, i - *at);
    *at = i + 2;
    return 1;
}

static enum http_method method_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum http_method method;
    } known[] = {{{(const uint8_t *)"GET", 3}, HTTP_GET},
                 {{(const uint8_t *)"HEAD", 4}, HTTP_HEAD},
                 {{(const uint8_t *)"POST", 4}, HTTP_POST},
                 {{(const uint8_t *)"PUT", 3}, HTTP_PUT},
                 {{(const uint8_t *)"PATCH", 5}, HTTP_PATCH},
                 {{(const uint8_t *)"DELETE", 6}, HTTP_DELETE},
                 {{(const uint8_t *)"OPTIONS", 7}, HTTP_OPTIONS}};
    for (size_t i = 0; i < COUNT(known); i++)
        if (slice_equal(name, known[i].name))
            return known[i].method;
    return HTTP_OTHER;
}

/* The forms of a request target (RFC 9112 section 3.2). */
static int read_target(struct http_request *r)
{
    struct slice rest = r->target;
    if (slice_equal(rest, SLICE("*")) && r->method == HTTP_OPTIONS) {
        r->path = rest;
        return 1;
    }
    if (rest.at[0] != '/') {
        struct slice scheme = slice_part(rest, 0, 8);
        if (slice_equal_nocase(slice_part(scheme, 0, 7), SLICE("http://")))
            rest = slice_from(rest, 7);
        else if (slice_equal_nocase(scheme, SLICE("https://")))
            rest = slice_from(rest, 8);
        else
            return slice_equal(r->method_name, SLICE("CONNECT")) ? -501 : -400;
        size_t end = 0;
        while (end < rest.len && rest.at[end] != '/' && rest.at[end] != '?')
            end++;
        r->host = slice_part(rest, 0, end);
        if (end == 0 || !all_are(r->host, HOST))
            return -400;
        rest = slice_from(rest, end);
    }
    r->query = slice_cut(rest, '?', &r->path);
    if (r->path.len == 0)
        r->path = SLICE("/");
    return 1;
}

static int read_request_line(struct slice line, struct http_request *r)
{
    struct slice rest = slice_cut(line, ' ', &r->method_name);
    struct slice version = slice_cut(rest, ' ', &r->target);
    if (r->method_name.len == 0 || !all_are(r->method_name, TOKEN) || r->target.len == 0 ||
        !all_are(r->target, TARGET))
        return -400;
    if (version.len != 8 || memcmp(version.at, "HTTP/", 5) != 0 || version.at[6] != '.' ||
        version.at[5] < '0' || version.at[5] > '9' || version.at[7] < '0' || version.at[7] > '9')
        return -400;
    if (version.at[5] != '1')
        return -505;
    r->minor = (uint8_t)(version.at[7] - '0');
    r->method = method_of(r->method_name);
    return read_target(r);
}

/* The fields that say how the message goes on; 1, or -STATUS. */
static int note_field(struct http_request *r, struct framing *f, const struct http_field *field)
{
    struct slice name = field->name, value = field->value;
    switch (name.len) {
    case 4:
        if (slice_equal_nocase(name, SLICE("host"))) {
            f->hosts++;
            if (!all_are(value, HOST))
                return -400;
            if (r->host.len == 0)
                r->host = value;
        }
        break;
    case 6:
        if (slice_equal_nocase(name, SLICE("expect")))
            r->expects_continue = slice_equal_nocase(value, SLICE("100-continue"));
        break;
    case 7:
        if (slice_equal_nocase(name, SLICE("upgrade")))
            f->websocket |= http_list_has(value, SLICE("websocket"));
        break;
    case 10:
        if (slice_equal_nocase(name, SLICE("connection"))) {
            f->close |= http_list_has(value, SLICE("close"));
            f->keep_alive |= http_list_has(value, SLICE("keep-alive"));
            f->upgrade_option |= http_list_has(value, SLICE("upgrade"));
        }
        break;
    case 14:
        if (slice_equal_nocase(name, SLICE("content-length"))) {
            f->lengths++;
            if (!slice_u64(value, &r->length))
                return -400;
        }
        break;
    case 17:
        if (slice_equal_nocase(name, SLICE("transfer-encoding"))) {
            f->codings++;
            f->chunked_alone = slice_equal_nocase(value, SLICE("chunked"));
        }
        break;
    default:
        break;
    }
    return 1;
}

static int read_field(struct slice line, struct http_request *r, struct framing *f)
{
    if (r->field_count == HTTP_FIELDS)
        return -431;
    struct http_field *field = &r->fields[r->field_count];
    ptrdiff_t colon = slice_find(line, ':');
    if (colon < 1)
        return -400;
    field->name = slice_part(line, 0, (size_t)colon);
    if (!all_are(field->name, TOKEN)) /* also folding, and a space before the colon */
        return -400;
    field->value = slice_trim(slice_from(line, (size_t)colon + 1));
    r->field_count++;
    return note_field(r, f, field);
}

/* RFC 9112 sections 3.2, 6.1, 6.3 and 9.3, where a front and we could come to differ. */
static int judge(struct http_request *r, const struct framing *f)
{
    if (f->hosts > 1 || (f->hosts == 0 && r->minor > 0))
        return -400;
    if (f->lengths > 1 || f->codings > 1 || (f->codings == 1 && (f->lengths == 1 || r->minor == 0)))
        return -400;
    if (f->codings == 1 && !f->chunked_alone)
        return -501;
    r->chunked = f->codings == 1;
    r->has_length = f->lengths == 1;
    r->keep_alive = !f->close && (r->minor > 0 || f->keep_alive);
    r->expects_continue = r->expects_continue && r->minor > 0;
    r->upgrade_websocket = f->upgrade_option && f->websocket && r->minor > 0;
    return 1;
}

/* An incomplete head that is as long as a head may be is too long: which status tells whether
 * its first line was complete. */
static int incomplete(struct slice bytes, bool in_request_line)
{
    if (bytes.len < LIMIT_HEADER_BYTES)
        return 0;
    return in_request_line ? -414 : -431;
}

int http_parse(struct slice bytes, struct http_request *r)
{
    memset(r, 0, offsetof(struct http_request, fields));
    bytes = slice_part(bytes, 0, LIMIT_HEADER_BYTES);
    struct framing f = {0};
    struct slice line = {0};
    size_t at = 0;
    /* One empty line may stand before a request (RFC 9112 section 2.2). */
    if (bytes.len >= 2 && bytes.at[0] == '\r' && bytes.at[1] == '\n')
        at = 2;
    int step = next_line(bytes, &at, &line);
    if (step == 0) {
        /* What can never begin a method is refused at once: TLS sent to the plain port. */
        if (at < bytes.len && bytes.at[at] != '\r' && !is(bytes.at[at], TOKEN))
            return -400;
        return incomplete(bytes, true);
    }
    if (step > 0)
        step = read_request_line(line, r);
    while (step > 0) {
        step = next_line(bytes, &at, &line);
        if (step == 0)
            return incomplete(bytes, false);
        if (step > 0 && line.len == 0) {
            step = judge(r, &f);
            return step > 0 ? (int)at : step;
        }
        if (step > 0)
            step = read_field(line, r, &f);
    }
    return step;
}

const char *http_reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *reason;
    } reasons[] = {{200, "OK"},
                   {101, "Switching Protocols"},
                   {201, "Created"},
                   {202, "Accepted"},
                   {204, "No Content"},
                   {206, "Partial Content"},
                   {301, "Moved Permanently"},
                   {302, "Found"},
                   {303, "See Other"},
                   {304, "Not Modified"},
                   {307, "Temporary Redirect"},
                   {308, "Permanent Redirect"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {406, "Not Acceptable"},
                   {408, "Request Timeout"},
                   {409, "Conflict"},
                   {411, "Length Required"},
                   {412, "Precondition Failed"},
                   {413, "Content Too Large"},
                   {414, "URI Too Long"},
                   {415, "Unsupported Media Type"},
                   {416, "Range Not Satisfiable"},
                   {421, "Misdirected Request"},
                   {422, "Unprocessable Content"},
                   {426, "Upgrade Required"},
                   {429, "Too Many Requests"},
                   {431, "Request Header Fields Too Large"},
                   {500, "Internal Server Error"},
                   {501, "Not Implemented"},
                   {503, "Service Unavailable"},
                   {505, "HTTP Version Not Supported"},
                   {507, "Insufficient Storage"}};
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}
