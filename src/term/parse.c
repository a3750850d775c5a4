/*
 * The machine is Paul Williams' DEC ANSI parser, on UTF-8: bytes from 0x80 on are decoded first,
 * and U+0080 to U+009F are the C1 controls, as in xterm. In the ground state and among a control
 * sequence's parameters, where nearly all bytes are, it loops over the bytes at hand; the state in
 * struct parser is what is left when they end, so that a sequence can be cut anywhere.
 *
 * A string (OSC, DCS, and those that are ignored) gathers its bytes undecoded; U+009C ends it, and
 * is seen by its two bytes, since 0xC2 never stands inside another character.
 */
#include "term/parse.h"

#include "base/utf8.h"

#define BEL 0x07
#define CAN 0x18
#define SUB 0x1A
#define ESC 0x1B
#define DEL 0x7F
#define PARAMETER_MAX 65534u

static void begin(struct parser *p, enum parse_state state)
{
    p->state = (uint8_t)state;
    p->prefix = 0;
    p->intermediate = 0;
    p->intermediates = 0;
    p->count = 0;
    p->colons = 0;
    p->truncated = 0;
}

static void begin_string(struct parser *p, enum parse_state state)
{
    begin(p, state);
    p->string_len = 0;
    p->escape = 0;
    p->lead = 0;
    p->to_clipboard = 0;
    p->final = 0;
}

/* ESC and a byte from 0x40 to 0x5F is the C1 control of the same low bits; so both come here. */
static void c1(struct feed *f, uint8_t final)
{
    struct parser *p = &f->t->state.parser;
    p->state = PARSE_GROUND;
    switch (final) {
    case 'P':
        begin_string(p, PARSE_DCS_ENTRY);
        break;
    case '[':
        begin(p, PARSE_CSI_ENTRY);
        break;
    case ']':
        begin_string(p, PARSE_OSC);
        break;
    case 'X':
    case '^':
    case '_':
        begin_string(p, PARSE_STRING);
        break;
    default:
        p->intermediates = 0;
        control_escape(f, final);
    }
}

/* A character that is not ASCII, outside of strings: it ends any sequence. */
static void wide_point(struct feed *f, uint32_t point)
{
    if (point < 0xA0) {
        c1(f, (uint8_t)(point - 0x40));
        return;
    }
    f->t->state.parser.state = PARSE_GROUND;
    print_point(f, point);
}

/* One byte into the decoder; returns how many were taken (0: it is to be looked at again). */
static size_t decode(struct feed *f, uint8_t c)
{
    struct utf8 *u = &f->t->state.parser.utf8;
    switch (utf8_feed(u, c)) {
    case UTF8_MORE:
        return 1;
    case UTF8_POINT:
        wide_point(f, u->point);
        return 1;
    case UTF8_BAD:
        wide_point(f, UTF8_REPLACEMENT);
        return 1;
    default:
        wide_point(f, UTF8_REPLACEMENT);
        return 0;
    }
}

/* A well-formed character of two or three bytes, the common ones, that is there as a whole: its
 * length; 0 leaves it to the decoder. */
static size_t decode_whole(const uint8_t *p, size_t n, uint32_t *point)
{
    if (n >= 3 && (p[0] & 0xF0) == 0xE0 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *point = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        return *point >= 0x800 && (*point & 0xF800) != 0xD800 ? 3 : 0;
    }
    if (n >= 2 && p[0] >= 0xC2 && p[0] <= 0xDF && (p[1] & 0xC0) == 0x80) {
        *point = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        return 2;
    }
    return 0;
}

/* C0 controls mean the same in every state but those of strings. */
static void c0(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c == ESC)
        begin(p, PARSE_ESCAPE);
    else if (c == CAN || c == SUB)
        p->state = PARSE_GROUND;
    else
        control_c0(f, c);
}

static const uint8_t *ground(struct feed *f, const uint8_t *at, const uint8_t *end)
{
    struct parser *p = &f->t->state.parser;
    while (at < end && p->state == PARSE_GROUND) {
        uint32_t point;
        size_t whole;
        if (p->utf8.need != 0)
            at += decode(f, *at);
        else if ((uint8_t)(*at - 0x20) < 0x5F)
            at += print_ascii(f, at, (size_t)(end - at));
        else if (*at < 0x20)
            c0(f, *at++);
        else if (*at == DEL)
            at++;
        else if ((whole = decode_whole(at, (size_t)(end - at), &point)) != 0) {
            wide_point(f, point);
            at += whole;
        } else {
            at += decode(f, *at);
        }
    }
    return at;
}

static void next_parameter(struct parser *p, bool colon)
{
    if (p->count == 0)
        p->parameters[p->count++] = PARAMETER_NONE;
    if (p->count == LIMIT_PARAMETERS) {
        p->truncated = 1;
        return;
    }
    if (colon)
        p->colons |= 1u << p->count;
    p->parameters[p->count++] = PARAMETER_NONE;
}

static void digit(struct parser *p, uint8_t c)
{
    if (p->truncated != 0)
        return;
    if (p->count == 0)
        p->parameters[p->count++] = PARAMETER_NONE;
    uint16_t *v = &p->parameters[p->count - 1];
    uint32_t n = (*v == PARAMETER_NONE ? 0 : *v) * 10u + (uint32_t)(c - '0');
    *v = (uint16_t)(n > PARAMETER_MAX ? PARAMETER_MAX : n);
}

static void intermediate(struct parser *p, uint8_t c)
{
    p->intermediate = c;
    if (p->intermediates < 2)
        p->intermediates++;
}

/* A byte from 0x20 to 0x3F that is neither digit nor separator. */
static void csi_other(struct parser *p, uint8_t c)
{
    if (c < 0x30) {
        intermediate(p, c);
        p->state = PARSE_CSI_INTERMEDIATE;
    } else if (p->state == PARSE_CSI_ENTRY && c >= '<' && p->prefix == 0) {
        p->prefix = c;
        p->state = PARSE_CSI_PARAMETER;
    } else {
        p->state = PARSE_CSI_IGNORE;
    }
}

/* A byte that is no parameter and no final: everything but ASCII's graphic part is common. */
static size_t csi_byte(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c >= 0x80 || p->utf8.need != 0)
        return decode(f, c);
    if (c < 0x20)
        c0(f, c);
    else if (c < 0x40 && p->state != PARSE_CSI_IGNORE && p->state != PARSE_CSI_INTERMEDIATE)
        csi_other(p, c);
    else if (c < 0x30 && p->state == PARSE_CSI_INTERMEDIATE)
        intermediate(p, c);
    else if (c < 0x40)
        p->state = PARSE_CSI_IGNORE;
    return 1;
}

static const uint8_t *csi(struct feed *f, const uint8_t *at, const uint8_t *end)
{
    struct parser *p = &f->t->state.parser;
    while (at < end && p->state >= PARSE_CSI_ENTRY && p->state <= PARSE_CSI_IGNORE) {
        uint8_t c = *at;
        bool open = p->state <= PARSE_CSI_PARAMETER && p->utf8.need == 0;
        if (open && c >= '0' && c <= '9') {
            digit(p, c);
            p->state = PARSE_CSI_PARAMETER;
            at++;
        } else if (open && (c == ';' || c == ':')) {
            next_parameter(p, c == ':');
            p->state = PARSE_CSI_PARAMETER;
            at++;
        } else if (c >= 0x40 && c < DEL && p->utf8.need == 0) {
            bool known = p->state != PARSE_CSI_IGNORE && p->intermediates < 2;
            p->state = PARSE_GROUND;
            at++;
            if (known)
                control_csi(f, c);
        } else {
            at += csi_byte(f, c);
        }
    }
    return at;
}

static size_t escape(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c >= 0x80 || p->utf8.need != 0)
        return decode(f, c);
    if (c < 0x20) {
        c0(f, c);
    } else if (c < 0x30) {
        intermediate(p, c);
        p->state = PARSE_ESCAPE_INTERMEDIATE;
    } else if (c < DEL && p->state == PARSE_ESCAPE && c >= 0x40 && c < 0x60) {
        c1(f, c);
    } else if (c < DEL) {
        p->state = PARSE_GROUND;
        if (p->intermediates < 2)
            control_escape(f, c);
    }
    return 1;
}

/* What stands between DCS and its final byte: only DECRQSS and XTGETTCAP are known, neither of
 * which has parameters. */
static size_t dcs_entry(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c >= 0x80 || p->utf8.need != 0)
        return decode(f, c);
    if (c == ESC || c == CAN || c == SUB)
        c0(f, c);
    else if (c >= 0x20 && c < 0x30)
        intermediate(p, c);
    else if (c >= 0x40 && c < DEL) {
        bool known =
            c == 'q' && p->intermediates == 1 && (p->intermediate == '$' || p->intermediate == '+');
        p->final = c;
        p->state = known ? PARSE_DCS_PASS : PARSE_STRING;
    }
    return 1;
}

static void string_end(struct feed *f, bool bell)
{
    struct parser *p = &f->t->state.parser;
    uint8_t was = p->state;
    p->state = PARSE_GROUND;
    if (was == PARSE_OSC)
        osc_end(f, bell);
    else if (was == PARSE_DCS_PASS)
        query_dcs(f);
    p->string_len = 0;
}

/* OSC 52 is long: what follows its second semicolon is gathered in the clipboard. */
static bool begins_clipboard(const struct term *t, uint32_t len)
{
    return len >= 3 && t->string[0] == '5' && t->string[1] == '2' && t->string[2] == ';';
}

static void string_put(struct term *t, uint8_t c)
{
    struct parser *p = &t->state.parser;
    if (p->to_clipboard != 0) {
        if (t->state.clipboard_gathered < LIMIT_CLIPBOARD_BYTES)
            t->clipboard[t->state.clipboard_gathered++] = c;
        else
            p->truncated = 1;
    } else if (c == ';' && p->state == PARSE_OSC && begins_clipboard(t, p->string_len)) {
        p->to_clipboard = 1;
        t->state.clipboard_gathered = 0;
        t->state.clipboard_len = 0;
    } else if (p->string_len < LIMIT_STRING_BYTES) {
        t->string[p->string_len++] = c;
    } else {
        p->truncated = 1;
    }
}

static void string_unput(struct term *t)
{
    struct parser *p = &t->state.parser;
    if (p->truncated != 0)
        return;
    if (p->to_clipboard != 0)
        t->state.clipboard_gathered--;
    else
        p->string_len--;
}

static void string_byte(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    bool lead = p->lead != 0, gathered = p->state != PARSE_STRING;
    p->lead = 0;
    if (c == ESC) {
        p->escape = 1;
    } else if (c == BEL && p->state == PARSE_OSC) {
        string_end(f, true);
    } else if (c == CAN || c == SUB) {
        p->state = PARSE_GROUND;
        p->string_len = 0;
    } else if (lead && c == 0x9C) {
        if (gathered)
            string_unput(f->t);
        string_end(f, false);
    } else if (c >= 0x20 && c != DEL) {
        p->lead = c == 0xC2;
        if (gathered)
            string_put(f->t, c);
    }
}

/* ESC inside a string: "ESC \" ends it; anything else breaks it off and is a sequence itself. */
static size_t string_escape(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    p->escape = 0;
    if (c == '\\') {
        string_end(f, false);
        return 1;
    }
    p->string_len = 0;
    begin(p, PARSE_ESCAPE);
    return 0;
}

static bool in_string(const struct parser *p)
{
    return p->state == PARSE_OSC || p->state == PARSE_DCS_PASS || p->state == PARSE_STRING;
}

static const uint8_t *string(struct feed *f, const uint8_t *at, const uint8_t *end)
{
    const struct parser *p = &f->t->state.parser;
    while (at < end && in_string(p)) {
        if (p->escape != 0)
            at += string_escape(f, *at);
        else
            string_byte(f, *at++);
    }
    return at;
}

void parse_feed(struct feed *f, struct slice bytes)
{
    const uint8_t *at = bytes.at, *end = bytes.at + bytes.len;
    const struct parser *p = &f->t->state.parser;
    while (at < end) {
        switch (p->state) {
        case PARSE_GROUND:
            at = ground(f, at, end);
            break;
        case PARSE_ESCAPE:
        case PARSE_ESCAPE_INTERMEDIATE:
            at += escape(f, *at);
            break;
        case PARSE_DCS_ENTRY:
            at += dcs_entry(f, *at);
            break;
        case PARSE_OSC:
        case PARSE_DCS_PASS:
        case PARSE_STRING:
            at = string(f, at, end);
            break;
        default:
            at = csi(f, at, end);
        }
    }
}
