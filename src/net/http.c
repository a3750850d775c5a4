/*
 * The parser of request heads. It walks the head once, line by line. Each line must end in CRLF,
 * and each byte must be in the class allowed at its place, so that no control byte reaches a
 * handler or a log. The fields that frame the message (Host, Content-Length, Transfer-Encoding,
 * Connection, Expect, Upgrade) are evaluated as they are met, and checked together at the end.
 */
#include "net/http.h"

#include <stddef.h>
#include <string.h>

/* Classes of bytes. */
#define TOKEN 1      /* tchar of RFC 9110 section 5.6.2 */
#define FIELD_TEXT 2 /* field value (RFC 9110 section 5.5): HTAB, SP, VCHAR, obs-text */
#define PATH 4       /* path with its '/' and '%' (RFC 3986 section 3.3) */
#define NAME 8       /* host without a bracket (RFC 3986 section 3.2.2), with '%' */
#define QUERY 16     /* query (RFC 3986 section 3.4), and what browsers do not escape in one */

/* The classes of each ASCII byte, sixteen bytes a line: '@' plus the sum of the numbers above.
 * '@' is in no class, 'B' in field values only, '_' in all classes. */
static const char classes[] = "@@@@@@@@@B@@@@@@"
                              "@@@@@@@@@@@@@@@@"
                              "B_BC____^^__^__V"  /*  !"#$%&'()*+,-./ */
                              "__________V^B^BR"  /* 0123456789:;<=>? */
                              "V_______________"  /* @ABCDEFGHIJKLMNO */
                              "___________RBRS_"  /* PQRSTUVWXYZ[\]^_ */
                              "S_______________"  /* `abcdefghijklmno */
                              "___________RSR_@"; /* pqrstuvwxyz{|}~  */

static bool is_of(uint8_t byte, uint8_t class)
{
    return byte < 0x80 ? (classes[byte] & class) != 0 : class == FIELD_TEXT;
}

bool http_is_token(uint8_t byte)
{
    return is_of(byte, TOKEN);
}

bool http_is_field_text(uint8_t byte)
{
    return is_of(byte, FIELD_TEXT);
}

static bool all_are(struct slice s, uint8_t class)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_of(s.at[i], class))
            return false;
    return true;
}

/* Whether two hexadecimal digits follow each '%' (RFC 3986 section 2.1). */
static bool escapes_valid(struct slice s)
{
    uint64_t byte;
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] == '%' && (i + 2 >= s.len || !slice_hex(slice_part(s, i + 1, 2), &byte)))
            return false;
    return true;
}

/* The framing of the message, as its fields describe it. */
struct framing {
    unsigned hosts, lengths, codings; /* number of these fields */
    bool chunked_alone;               /* "chunked" is the only coding */
    bool chunked_last;                /* "chunked" is the last of several, and only there */
    bool expects_other;               /* Expect has a member other than 100-continue */
    bool close, keep_alive, upgrade;  /* options of Connection */
    bool websocket;                   /* an option of Upgrade */
};

/* Reads the next line, without its CRLF. The walk ends at the first control byte, which must
 * start the CRLF. HTTP_REFUSED: a bare CR or LF, or a byte that no line may contain. */
static enum http_parsed http_line(struct slice bytes, size_t *at, struct slice *line)
{
    size_t i = *at;
    while (i < bytes.len && is_of(bytes.at[i], FIELD_TEXT))
        i++;
    if (i == bytes.len)
        return HTTP_INCOMPLETE;
    if (bytes.at[i] != '\r')
        return HTTP_REFUSED;
    if (i + 1 == bytes.len)
        return HTTP_INCOMPLETE;
    if (bytes.at[i + 1] != '\n')
        return HTTP_REFUSED;
    *line = slice_part(bytes, *at, i - *at);
    *at = i + 2;
    return HTTP_CONSUMED;
}

/* The request line. */

static const char *const methods[] = {
    [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
    [HTTP_PUT] = "PUT",         [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS", [HTTP_OTHER] = ""};

const char *http_method_name(enum http_method method)
{
    return methods[method];
}

static enum http_method method_named(struct slice name)
{
    enum http_method m = HTTP_GET;
    while (m < HTTP_OTHER && !slice_equal(name, slice_of(methods[m])))
        m++;
    return m;
}

/* Whether it is a host with an optional port (RFC 9110 section 7.2; RFC 3986 sections 3.2.2 and
 * 3.2.3). An empty host is refused (RFC 9110 section 4.2.1), and an address in brackets is checked
 * for its characters alone. */
static bool authority_valid(struct slice s)
{
    struct slice host, port;
    uint64_t number = 0;
    ptrdiff_t bracket = slice_find(s, ']');
    if (s.len > 0 && s.at[0] == '[' && bracket > 0) {
        host = slice_part(s, 1, (size_t)bracket - 1);
        port = slice_from(s, (size_t)bracket + 1);
        if (port.len > 0 && port.at[0] != ':')
            return false;
        for (size_t i = 0; i < host.len; i++)
            if (host.at[i] != ':' && !is_of(host.at[i], NAME))
                return false;
    } else {
        ptrdiff_t colon = slice_find(s, ':');
        host = colon < 0 ? s : slice_part(s, 0, (size_t)colon);
        port = colon < 0 ? (struct slice){0} : slice_from(s, (size_t)colon);
        if (!all_are(host, NAME))
            return false;
    }
    port = slice_from(port, 1);
    return host.len > 0 && escapes_valid(host) &&
           (port.len == 0 || (slice_u64(port, &number) && number <= UINT16_MAX));
}

/* Reads the authority of a target in absolute form; *rest becomes what follows it. */
static enum http_bad read_authority(struct http_request *r, struct slice *rest)
{
    struct slice scheme = slice_part(*rest, 0, 8);
    if (slice_equal_nocase(slice_part(scheme, 0, 7), SLICE("http://")))
        *rest = slice_from(*rest, 7);
    else if (slice_equal_nocase(scheme, SLICE("https://")))
        *rest = slice_from(*rest, 8);
    else
        return slice_equal(r->method_name, SLICE("CONNECT")) ? HTTP_CODING_UNKNOWN : HTTP_MALFORMED;
    size_t end = 0;
    while (end < rest->len && rest->at[end] != '/' && rest->at[end] != '?')
        end++;
    r->host = slice_part(*rest, 0, end);
    *rest = slice_from(*rest, end);
    return authority_valid(r->host) ? HTTP_FINE : HTTP_MALFORMED;
}

/* Reads a request target in any of its forms (RFC 9112 section 3.2). */
static enum http_bad read_target(struct http_request *r)
{
    struct slice rest = r->target;
    if (slice_equal(rest, SLICE("*")) && r->method == HTTP_OPTIONS) {
        r->path = rest;
        return HTTP_FINE;
    }
    enum http_bad bad = rest.at[0] == '/' ? HTTP_FINE : read_authority(r, &rest);
    if (bad)
        return bad;
    r->query = slice_cut(rest, '?', &r->path);
    if (r->path.len == 0)
        r->path = SLICE("/");
    return all_are(r->path, PATH) && all_are(r->query, QUERY) && escapes_valid(r->path) &&
                   escapes_valid(r->query)
               ? HTTP_FINE
               : HTTP_MALFORMED;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Reads HTTP-version (RFC 9112 section 2.3). */
static enum http_bad read_version(struct slice version, uint8_t *minor)
{
    if (version.len != 8 || !slice_starts(version, SLICE("HTTP/")) || version.at[6] != '.' ||
        !is_digit(version.at[5]) || !is_digit(version.at[7]))
        return HTTP_MALFORMED;
    *minor = (uint8_t)(version.at[7] - '0');
    return version.at[5] == '1' ? HTTP_FINE : HTTP_VERSION_UNKNOWN;
}

static enum http_bad read_request_line(struct slice line, struct http_request *r)
{
    struct slice rest = slice_cut(line, ' ', &r->method_name);
    struct slice version = slice_cut(rest, ' ', &r->target);
    if (r->method_name.len == 0 || !all_are(r->method_name, TOKEN) || r->target.len == 0)
        return HTTP_MALFORMED;
    r->method = method_named(r->method_name);
    enum http_bad bad = read_version(version, &r->minor);
    return bad ? bad : read_target(r);
}

/* Field lines. */

bool http_list_has(struct slice list, struct slice token)
{
    while (list.len > 0) {
        struct slice item;
        list = slice_cut(list, ',', &item);
        if (slice_equal_nocase(slice_trim(item), token))
            return true;
    }
    return false;
}

static bool note_connection(struct http_request *r, struct framing *f, struct slice value)
{
    (void)r;
    f->close |= http_list_has(value, SLICE("close"));
    f->keep_alive |= http_list_has(value, SLICE("keep-alive"));
    f->upgrade |= http_list_has(value, SLICE("upgrade"));
    return true;
}

static bool note_expect(struct http_request *r, struct framing *f, struct slice value)
{
    r->expects_continue |= http_list_has(value, SLICE("100-continue"));
    while (value.len > 0) {
        struct slice member;
        value = slice_cut(value, ',', &member);
        member = slice_trim(member);
        f->expects_other |= member.len > 0 && !slice_equal_nocase(member, SLICE("100-continue"));
    }
    return true;
}

static bool note_host(struct http_request *r, struct framing *f, struct slice value)
{
    f->hosts++;
    if (r->host.len == 0)
        r->host = value;
    return authority_valid(value);
}

static bool note_length(struct http_request *r, struct framing *f, struct slice value)
{
    f->lengths++;
    return slice_u64(value, &r->length);
}

static bool note_coding(struct http_request *r, struct framing *f, struct slice value)
{
    struct slice coding;
    bool chunked = false;
    (void)r;
    f->codings++;
    f->chunked_alone = slice_equal_nocase(value, SLICE("chunked"));
    f->chunked_last = true;
    for (bool more = true; more;) {
        more = slice_find(value, ',') >= 0;
        value = slice_cut(value, ',', &coding);
        coding = slice_trim(coding);
        f->chunked_last &= !chunked && coding.len > 0;
        chunked = slice_equal_nocase(coding, SLICE("chunked"));
    }
    f->chunked_last &= chunked;
    return true;
}

static bool note_upgrade(struct http_request *r, struct framing *f, struct slice value)
{
    (void)r;
    f->websocket |= http_list_has(value, SLICE("websocket"));
    return true;
}

/* Fields that the parser evaluates itself (false: malformed); all others are left to the
 * handlers. */
static const struct {
    const char *name;
    bool (*note)(struct http_request *r, struct framing *f, struct slice value);
} framing_fields[] = {
    {"connection", note_connection},    /* RFC 9110 section 7.6.1 */
    {"content-length", note_length},    /* RFC 9110 section 8.6 */
    {"expect", note_expect},            /* RFC 9110 section 10.1.1 */
    {"host", note_host},                /* RFC 9110 section 7.2 */
    {"transfer-encoding", note_coding}, /* RFC 9112 section 6.1 */
    {"upgrade", note_upgrade},          /* RFC 9110 section 7.8 */
};

static enum http_bad read_field(struct slice line, struct http_request *r, struct framing *f)
{
    if (r->field_count == HTTP_FIELDS)
        return HTTP_FIELDS_TOO_LARGE;
    struct http_field *field = &r->fields[r->field_count];
    ptrdiff_t colon = slice_find(line, ':');
    if (colon < 1)
        return HTTP_MALFORMED;
    field->name = slice_part(line, 0, (size_t)colon);
    if (!all_are(field->name, TOKEN)) /* also rejects folded lines and a space before the colon */
        return HTTP_MALFORMED;
    field->value = slice_trim(slice_from(line, (size_t)colon + 1));
    r->field_count++;
    for (size_t i = 0; i < COUNT(framing_fields); i++)
        if (slice_equal_nocase(field->name, slice_of(framing_fields[i].name)))
            return framing_fields[i].note(r, f, field->value) ? HTTP_FINE : HTTP_MALFORMED;
    return HTTP_FINE;
}

/* Checks the framing (RFC 9112 sections 3.2, 6.1, 6.3 and 9.3) so strictly that this server and
 * a proxy in front of it never disagree about where a request ends (request smuggling). */
static enum http_bad judge_framing(struct http_request *r, const struct framing *f)
{
    if (f->hosts > 1 || (f->hosts == 0 && r->minor > 0))
        return HTTP_MALFORMED;
    if (f->lengths > 1 || f->codings > 1 || (f->codings == 1 && (f->lengths == 1 || r->minor == 0)))
        return HTTP_MALFORMED;
    if (f->codings == 1 && !f->chunked_alone)
        return f->chunked_last ? HTTP_CODING_UNKNOWN : HTTP_MALFORMED;
    if (f->expects_other && r->minor > 0)
        return HTTP_EXPECTATION_UNKNOWN;
    r->chunked = f->codings == 1;
    r->has_length = f->lengths == 1;
    r->keep_alive = !f->close && (r->minor > 0 || f->keep_alive);
    r->expects_continue = r->expects_continue && r->minor > 0;
    r->upgrade_websocket = f->upgrade && f->websocket && r->minor > 0;
    return HTTP_FINE;
}

/* The head. */

static enum http_parsed refused(struct http_request *r, enum http_bad bad)
{
    r->bad = bad;
    return HTTP_REFUSED;
}

/* A head that has reached the limit without its end is too long. */
static enum http_parsed incomplete(struct http_request *r, struct slice bytes,
                                   enum http_bad too_long)
{
    return bytes.len < LIMIT_HEADER_BYTES ? HTTP_INCOMPLETE : refused(r, too_long);
}

/* Parses the first line. Bytes that cannot be in a method, as when TLS is spoken to this port, are
 * refused at once, and a method without an end is an unknown one (RFC 9112 section 3). */
static enum http_parsed parse_start(struct slice bytes, size_t *at, struct http_request *r)
{
    struct slice line = {0};
    size_t from = *at;
    enum http_parsed step = http_line(bytes, at, &line);
    if (step == HTTP_REFUSED)
        return refused(r, HTTP_MALFORMED);
    if (step == HTTP_INCOMPLETE) {
        struct slice begun = slice_from(bytes, from), method;
        slice_cut(begun, ' ', &method);
        if (begun.len > 0 && begun.at[0] != '\r' && !all_are(method, TOKEN))
            return refused(r, HTTP_MALFORMED);
        return incomplete(r, bytes,
                          method.len == begun.len ? HTTP_CODING_UNKNOWN : HTTP_TARGET_TOO_LONG);
    }
    enum http_bad bad = read_request_line(line, r);
    return bad ? refused(r, bad) : HTTP_CONSUMED;
}

enum http_parsed http_parse(struct slice bytes, struct http_request *r)
{
    memset(r, 0, offsetof(struct http_request, fields));
    bytes = slice_part(bytes, 0, LIMIT_HEADER_BYTES);
    struct framing f = {0};
    /* One empty line may precede a request (RFC 9112 section 2.2). */
    size_t at = slice_starts(bytes, SLICE("\r\n")) ? 2 : 0;
    enum http_parsed step = parse_start(bytes, &at, r);
    while (step == HTTP_CONSUMED) {
        struct slice line = {0};
        step = http_line(bytes, &at, &line);
        if (step == HTTP_INCOMPLETE)
            return incomplete(r, bytes, HTTP_FIELDS_TOO_LARGE);
        if (step == HTTP_REFUSED)
            return refused(r, HTTP_MALFORMED);
        enum http_bad bad = line.len == 0 ? judge_framing(r, &f) : read_field(line, r, &f);
        if (bad)
            return refused(r, bad);
        r->head_len = (uint32_t)at;
        if (line.len == 0)
            break;
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
                   {204, "No Content"},
                   {304, "Not Modified"},
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
                   {413, "Content Too Large"},
                   {414, "URI Too Long"},
                   {417, "Expectation Failed"},
                   {426, "Upgrade Required"},
                   {429, "Too Many Requests"},
                   {431, "Request Header Fields Too Large"},
                   {501, "Not Implemented"},
                   {503, "Service Unavailable"},
                   {505, "HTTP Version Not Supported"}};
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}
