/*
 * Reads and writes JSON.
 *
 * Reading: one scanner walks over a value and validates it completely. The open containers are the
 * bits of a word, one a level (set: an object), so the scanner needs neither recursion nor memory.
 * json_read() runs it over the text; the accessors run it again over the part that they need, to
 * find the end of each value, and so never read past a value, however it was made.
 *
 * Writing: text that needs no escape is copied in runs; the rest is written one code point at a
 * time.
 */
#include "base/codec/json.h"

#include "base/utf8.h"

_Static_assert(JSON_DEPTH <= 32, "a level is a bit of struct nest");

struct scan {
    struct slice s;
    size_t at;
};

struct nest {
    uint32_t objects; /* one bit a level, the innermost lowest; set: an object */
    unsigned depth;
};

/* Returns the next byte, or NUL at the end: NUL is not in JSON's grammar, so every rule refuses
 * it. */
static uint8_t scan_peek(const struct scan *c)
{
    return c->at < c->s.len ? c->s.at[c->at] : 0;
}

static bool scan_take(struct scan *c, uint8_t byte)
{
    if (c->at >= c->s.len || c->s.at[c->at] != byte)
        return false;
    c->at++;
    return true;
}

static void skip_space(struct scan *c)
{
    while (c->at < c->s.len && (c->s.at[c->at] == ' ' || c->s.at[c->at] == '\t' ||
                                c->s.at[c->at] == '\n' || c->s.at[c->at] == '\r'))
        c->at++;
}

static bool scan_literal(struct scan *c, struct slice word)
{
    if (!slice_starts(slice_from(c->s, c->at), word))
        return false;
    c->at += word.len;
    return true;
}

static bool scan_digits(struct scan *c)
{
    size_t start = c->at;
    while (scan_peek(c) >= '0' && scan_peek(c) <= '9')
        c->at++;
    return c->at > start;
}

static bool scan_number(struct scan *c)
{
    (void)scan_take(c, '-');
    if (!scan_take(c, '0') && !scan_digits(c))
        return false;
    if (scan_take(c, '.') && !scan_digits(c))
        return false;
    if (scan_take(c, 'e') || scan_take(c, 'E')) {
        if (!scan_take(c, '+'))
            (void)scan_take(c, '-');
        return scan_digits(c);
    }
    return true;
}

/* Scans the part of an escape that follows the backslash. */
static bool scan_escape(struct scan *c)
{
    uint64_t unit;
    uint8_t byte = scan_peek(c);
    c->at++;
    if (byte == 'u') {
        struct slice digits = slice_part(c->s, c->at, 4);
        c->at += digits.len;
        return digits.len == 4 && slice_hex(digits, &unit);
    }
    return byte != 0 && slice_find(SLICE("\"\\/bfnrt"), byte) >= 0;
}

static bool scan_string(struct scan *c)
{
    struct utf8 u = {0};
    if (!scan_take(c, '"'))
        return false;
    while (c->at < c->s.len) {
        uint8_t byte = c->s.at[c->at++];
        if (byte >= 0x80 || u.need > 0) {
            enum utf8_step step = utf8_feed(&u, byte);
            if (step == UTF8_BAD || step == UTF8_BROKEN)
                return false;
        } else if (byte == '"') {
            return true;
        } else if (byte < ' ' || (byte == '\\' && !scan_escape(c))) {
            return false;
        }
    }
    return false;
}

static bool scan_scalar(struct scan *c)
{
    switch (scan_peek(c)) {
    case '"':
        return scan_string(c);
    case 't':
        return scan_literal(c, SLICE("true"));
    case 'f':
        return scan_literal(c, SLICE("false"));
    case 'n':
        return scan_literal(c, SLICE("null"));
    default:
        return scan_number(c);
    }
}

static bool scan_name(struct scan *c)
{
    skip_space(c);
    if (!scan_string(c))
        return false;
    skip_space(c);
    return scan_take(c, ':');
}

static bool nest_is_object(const struct nest *n)
{
    return (n->objects & 1) != 0;
}

static uint8_t nest_closer(const struct nest *n)
{
    return nest_is_object(n) ? '}' : ']';
}

/* Opens a container, and stops before its first value unless it is empty (*empty). */
static bool scan_open(struct scan *c, struct nest *n, bool *empty)
{
    if (n->depth == JSON_DEPTH)
        return false;
    n->depth++;
    n->objects = n->objects << 1 | (scan_peek(c) == '{');
    c->at++;
    skip_space(c);
    *empty = scan_peek(c) == nest_closer(n);
    return *empty || !nest_is_object(n) || scan_name(c);
}

/* Called after a whole value: closes the containers that end here, and stops before the next value,
 * or at depth 0. */
static bool scan_after(struct scan *c, struct nest *n)
{
    while (n->depth > 0) {
        skip_space(c);
        if (scan_take(c, ','))
            return !nest_is_object(n) || scan_name(c);
        if (!scan_take(c, nest_closer(n)))
            return false;
        n->objects >>= 1;
        n->depth--;
    }
    return true;
}

/* Scans and validates one value; stops right after it. */
static bool scan_value(struct scan *c)
{
    struct nest n = {0};
    do {
        skip_space(c);
        bool whole = true;
        if (scan_peek(c) == '{' || scan_peek(c) == '[') {
            if (!scan_open(c, &n, &whole))
                return false;
        } else if (!scan_scalar(c)) {
            return false;
        }
        if (whole && !scan_after(c, &n))
            return false;
    } while (n.depth > 0);
    return true;
}

static enum json_type json_type(uint8_t first)
{
    switch (first) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 't':
    case 'f':
        return JSON_BOOL;
    case 'n':
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

static struct json json_bad(void)
{
    return (struct json){.type = JSON_BAD};
}

static struct json scan_read(struct scan *c)
{
    skip_space(c);
    size_t start = c->at;
    if (!scan_value(c))
        return json_bad();
    return (struct json){json_type(c->s.at[start]), slice_part(c->s, start, c->at - start)};
}

struct json json_read(struct slice text)
{
    struct scan c = {text, 0};
    struct json value = scan_read(&c);
    skip_space(&c);
    return c.at == text.len ? value : json_bad();
}

bool json_string_is(struct json string, struct slice wanted)
{
    uint8_t piece[4];
    size_t cursor = 0, n;
    while ((n = json_string_next(string, &cursor, piece)) > 0) {
        if (!slice_starts(wanted, (struct slice){piece, n}))
            return false;
        wanted = slice_from(wanted, n);
    }
    return string.type == JSON_STRING && wanted.len == 0;
}

bool json_next_member(struct json object, size_t *cursor, struct json *name, struct json *value)
{
    struct scan c = {object.raw, *cursor};
    if (object.type != JSON_OBJECT)
        return false;
    skip_space(&c);
    if (!scan_take(&c, *cursor == 0 ? '{' : ','))
        return false;
    skip_space(&c);
    size_t start = c.at;
    if (!scan_string(&c))
        return false;
    *name = (struct json){JSON_STRING, slice_part(c.s, start, c.at - start)};
    skip_space(&c);
    if (!scan_take(&c, ':'))
        return false;
    *value = scan_read(&c);
    *cursor = c.at;
    return value->type != JSON_BAD;
}

struct json json_member(struct json object, const char *name)
{
    struct json found = json_bad(), key, value;
    struct slice wanted = slice_of(name);
    size_t cursor = 0;
    while (json_next_member(object, &cursor, &key, &value))
        if (json_string_is(key, wanted))
            found = value;
    return found;
}

bool json_next(struct json array, size_t *cursor, struct json *element)
{
    struct scan c = {array.raw, *cursor};
    if (array.type != JSON_ARRAY)
        return false;
    skip_space(&c);
    if (!scan_take(&c, *cursor == 0 ? '[' : ','))
        return false;
    *element = scan_read(&c);
    *cursor = c.at;
    return element->type != JSON_BAD;
}

/* Returns the UTF-16 unit of the four digits at `at`; 0 if they are not there. */
static uint32_t json_unit(struct slice s, size_t at)
{
    uint64_t unit = 0;
    struct slice digits = slice_part(s, at, 4);
    return digits.len == 4 && slice_hex(digits, &unit) ? (uint32_t)unit : 0;
}

/* Returns the code point of an escape; *at moves from just after the backslash to the end of the
 * escape. */
static uint32_t json_unescape(struct slice s, size_t *at)
{
    static const uint8_t controls[] = {'b', '\b', 'f', '\f', 'n', '\n', 'r', '\r', 't', '\t'};
    uint8_t byte = s.at[(*at)++];
    if (byte == 'u') {
        uint32_t unit = json_unit(s, *at);
        *at += 4;
        if (unit < 0xD800 || unit > 0xDBFF || !slice_starts(slice_from(s, *at), SLICE("\\u")))
            return unit;
        uint32_t second = json_unit(s, *at + 2);
        if (second < 0xDC00 || second > 0xDFFF)
            return unit;
        *at += 6;
        return 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
    }
    for (size_t i = 0; i < sizeof controls; i += 2)
        if (controls[i] == byte)
            return controls[i + 1];
    return byte;
}

size_t json_string_next(struct json value, size_t *cursor, uint8_t out[4])
{
    struct slice s = value.raw;
    size_t at = *cursor + 1, n = 0;
    if (value.type != JSON_STRING || at + 1 >= s.len)
        return 0;
    if (s.at[at] == '\\') {
        at++;
        n = utf8_put(json_unescape(s, &at), out);
    } else {
        do {
            out[n++] = s.at[at++];
        } while (n < 4 && at < s.len && (s.at[at] & 0xC0) == 0x80);
    }
    *cursor = at - 1;
    return n;
}

bool json_string(struct json value, char *to, size_t size, size_t *len)
{
    uint8_t piece[4];
    size_t cursor = 0, n;
    struct text t;
    bool has_nul = false;
    text_init(&t, to, size > 0 ? size - 1 : 0);
    while (!t.cut && (n = json_string_next(value, &cursor, piece)) > 0) {
        has_nul = has_nul || piece[0] == 0;
        text_add(&t, (struct slice){piece, n});
    }
    bool whole = value.type == JSON_STRING && size > 0 && !t.cut && !has_nul;
    *len = whole ? t.len : 0;
    if (size > 0)
        to[*len] = '\0';
    return whole;
}

bool json_u64(struct json value, uint64_t max, uint64_t *to)
{
    uint64_t v;
    if (value.type != JSON_NUMBER || !slice_u64(value.raw, &v) || v > max)
        return false;
    *to = v;
    return true;
}

bool json_bool(struct json value, bool *to)
{
    if (value.type != JSON_BOOL)
        return false;
    *to = value.raw.at[0] == 't';
    return true;
}

static bool is_plain_json(uint8_t c)
{
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '<';
}

static void json_put_point(struct text *t, uint32_t point)
{
    uint8_t out[4];
    if (point == '"' || point == '\\') {
        text_char(t, '\\');
        text_char(t, (char)point);
    } else if (point == '\n' || point == '\r' || point == '\t') {
        text_char(t, '\\');
        text_char(t, point == '\n' ? 'n' : point == '\r' ? 'r' : 't');
    } else if (point < ' ' || (point >= 0x7F && point < 0xA0) || point == '<' || point == 0x2028 ||
               point == 0x2029) {
        text_str(t, "\\u");
        text_hex(t, point, 4);
    } else {
        text_add(t, (struct slice){out, utf8_put(point, out)});
    }
}

/* Copies the run of plain bytes at the start of s; returns the rest. */
static struct slice json_put_plain(struct text *t, struct slice s)
{
    size_t n = 0;
    while (n < s.len && is_plain_json(s.at[n]))
        n++;
    text_add(t, slice_part(s, 0, n));
    return slice_from(s, n);
}

void json_put_string(struct text *t, struct slice s)
{
    struct utf8 u = {0};
    text_char(t, '"');
    while (s.len > 0) {
        if (u.need == 0)
            s = json_put_plain(t, s);
        if (s.len == 0)
            break;
        enum utf8_step step = utf8_feed(&u, s.at[0]);
        if (step != UTF8_MORE)
            json_put_point(t, step == UTF8_POINT ? u.point : UTF8_REPLACEMENT);
        if (step != UTF8_BROKEN)
            s = slice_from(s, 1);
    }
    if (u.need > 0)
        json_put_point(t, UTF8_REPLACEMENT);
    text_char(t, '"');
}

void json_put_name(struct text *t, bool *first, const char *name)
{
    if (!*first)
        text_char(t, ',');
    *first = false;
    json_put_string(t, slice_of(name));
    text_char(t, ':');
}

void json_put_u64_member(struct text *t, bool *first, const char *name, uint64_t value)
{
    json_put_name(t, first, name);
    text_u64(t, value);
}

void json_put_string_member(struct text *t, bool *first, const char *name, struct slice value)
{
    json_put_name(t, first, name);
    json_put_string(t, value);
}

void json_put_bool_member(struct text *t, bool *first, const char *name, bool value)
{
    json_put_name(t, first, name);
    text_str(t, value ? "true" : "false");
}

void json_put_time_member(struct text *t, bool *first, const char *name, int64_t unix_seconds)
{
    json_put_name(t, first, name);
    text_char(t, '"');
    text_time(t, unix_seconds);
    text_char(t, '"');
}
