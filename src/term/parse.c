/*
 * Paul Williams' DEC ANSI parser, with UTF-8: bytes from 0x80 on are decoded first, and U+0080 to
 * U+009F are C1 controls for programs that have sent S8C1T. Nearly all bytes arrive in the ground
 * state or among the parameters of a control sequence; these states have loops of their own. All
 * state is in struct parser, so a sequence can be split anywhere.
 */
#include "term/parse.h"

#include "base/utf8.h"
#include "term/control.h"
#include "term/print.h"
#include "term/sequence.h"
#include "term/strings.h"

#define PARAMETER_MAX 65534u

static void parse_cancel(struct parser *p)
{
    p->state = PARSE_GROUND;
}

/* Carries out a C1 control, in either form: as a code point, or as ESC and a byte from 0x40 to 0x5F
 * (`final`). */
static void parse_c1(struct feed *f, uint8_t final)
{
    struct parser *p = &f->t->state.parser;
    p->state = PARSE_GROUND;
    switch (final) {
#define PARSER_C1(mnemonic, final, name, source, function, arguments)                              \
    case final:                                                                                    \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        p->intermediates = 0;
        control_escape(f, final);
    }
    if (p->state != PARSE_CSI_ENTRY)
        p->repeat = 0;
}

/* Carries out a code point from U+0080 on, outside of strings. It ends any sequence in progress. C1
 * controls are ignored, as in xterm, unless the program has asked for them (S8C1T). */
static void parse_point(struct feed *f, uint32_t point)
{
    if (point < 0xA0) {
        if (screen_mode(f, MODE_C1))
            parse_c1(f, (uint8_t)(point - 0x40));
        return;
    }
    f->t->state.parser.state = PARSE_GROUND;
    print_point(f, point);
}

/* Feeds one byte to the decoder. Returns the number of bytes consumed (0: the byte is to be parsed
 * again). */
static size_t parse_decode(struct feed *f, uint8_t c)
{
    struct utf8 *u = &f->t->state.parser.utf8;
    switch (utf8_feed(u, c)) {
    case UTF8_MORE:
        return 1;
    case UTF8_POINT:
        parse_point(f, u->point);
        return 1;
    case UTF8_BAD:
        parse_point(f, UTF8_REPLACEMENT);
        return 1;
    default:
        parse_point(f, UTF8_REPLACEMENT);
        return 0;
    }
}

/* Decodes a well-formed character of two or three bytes, the common lengths, if all of it is
 * available. Returns its length; 0 leaves it to the decoder. */
static size_t parse_decode_whole(const uint8_t *p, size_t n, uint32_t *point)
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

/* C0 controls have the same effect in every state except within strings. Those between a character
 * and REP end the repetition, those within REP itself do not, as in xterm. */
static void parse_c0(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    switch (c) {
#define PARSER_C0(mnemonic, byte, name, source, function, arguments)                               \
    case byte:                                                                                     \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        control_c0(f, c);
    }
    if (p->state == PARSE_GROUND)
        p->repeat = 0;
}

static const uint8_t *parse_ground(struct feed *f, const uint8_t *at, const uint8_t *end)
{
    struct parser *p = &f->t->state.parser;
    while (at < end && p->state == PARSE_GROUND && !f->full) {
        uint32_t point;
        size_t whole;
        if (p->utf8.need != 0)
            at += parse_decode(f, *at);
        else if ((uint8_t)(*at - 0x20) < 0x5F)
            at += print_ascii(f, at, (size_t)(end - at));
        else if (*at < 0x20)
            parse_c0(f, *at++);
        else if (*at == DEL)
            at++;
        else if ((whole = parse_decode_whole(at, (size_t)(end - at), &point)) != 0) {
            parse_point(f, point);
            at += whole;
        } else {
            at += parse_decode(f, *at);
        }
    }
    return at;
}

static void parse_next_parameter(struct parser *p, bool colon)
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

static void parse_digit(struct parser *p, uint8_t c)
{
    if (p->truncated != 0)
        return;
    if (p->count == 0)
        p->parameters[p->count++] = PARAMETER_NONE;
    uint16_t *v = &p->parameters[p->count - 1];
    uint32_t n = (*v == PARAMETER_NONE ? 0 : *v) * 10u + (uint32_t)(c - '0');
    *v = (uint16_t)(n > PARAMETER_MAX ? PARAMETER_MAX : n);
}

static void parse_intermediate(struct parser *p, uint8_t c)
{
    p->intermediate = c;
    if (p->intermediates < 2)
        p->intermediates++;
}

/* Takes a byte from 0x20 to 0x3F that is neither a digit nor a separator. */
static void parse_csi_other(struct parser *p, uint8_t c)
{
    if (c < 0x30) {
        parse_intermediate(p, c);
        p->state = PARSE_CSI_INTERMEDIATE;
    } else if (p->state == PARSE_CSI_ENTRY && c >= '<' && p->prefix == 0) {
        p->prefix = c;
        p->state = PARSE_CSI_PARAMETER;
    } else {
        p->state = PARSE_CSI_IGNORE;
    }
}

/* Takes a byte of a control sequence that is not a digit, a separator or a final byte. Returns the
 * number of bytes consumed. */
static size_t parse_csi_byte(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c >= 0x80 || p->utf8.need != 0)
        return parse_decode(f, c);
    if (c < 0x20)
        parse_c0(f, c);
    else if (c < 0x40 && p->state != PARSE_CSI_IGNORE && p->state != PARSE_CSI_INTERMEDIATE)
        parse_csi_other(p, c);
    else if (c < 0x30 && p->state == PARSE_CSI_INTERMEDIATE)
        parse_intermediate(p, c);
    else if (c < 0x40)
        p->state = PARSE_CSI_IGNORE;
    return 1;
}

static const uint8_t *parse_csi(struct feed *f, const uint8_t *at, const uint8_t *end)
{
    struct parser *p = &f->t->state.parser;
    while (at < end && p->state >= PARSE_CSI_ENTRY && p->state <= PARSE_CSI_IGNORE) {
        uint8_t c = *at;
        bool open = p->state <= PARSE_CSI_PARAMETER && p->utf8.need == 0;
        if (open && c >= '0' && c <= '9') {
            parse_digit(p, c);
            p->state = PARSE_CSI_PARAMETER;
            at++;
        } else if (open && (c == ';' || c == ':')) {
            parse_next_parameter(p, c == ':');
            p->state = PARSE_CSI_PARAMETER;
            at++;
        } else if (c >= 0x40 && c < DEL && p->utf8.need == 0) {
            bool known = p->state != PARSE_CSI_IGNORE && p->intermediates < 2;
            p->state = PARSE_GROUND;
            at++;
            if (known)
                control_csi(f, c);
            p->repeat = 0;
        } else {
            at += parse_csi_byte(f, c);
        }
    }
    return at;
}

static size_t parse_escape(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c >= 0x80 || p->utf8.need != 0)
        return parse_decode(f, c);
    if (c < 0x20) {
        parse_c0(f, c);
    } else if (c < 0x30) {
        parse_intermediate(p, c);
        p->state = PARSE_ESCAPE_INTERMEDIATE;
    } else if (c < DEL && p->state == PARSE_ESCAPE && c >= 0x40 && c < 0x60) {
        parse_c1(f, c);
    } else if (c < DEL) {
        p->state = PARSE_GROUND;
        if (p->intermediates < 2)
            control_escape(f, c);
        p->repeat = 0;
    }
    return 1;
}

/* Takes a byte between DCS and its final byte. No supported DCS has parameters. */
static size_t parse_dcs_entry(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c >= 0x80 || p->utf8.need != 0)
        return parse_decode(f, c);
    if (c == ESC || c == CAN || c == SUB)
        parse_c0(f, c);
    else if (c >= 0x20 && c < 0x30)
        parse_intermediate(p, c);
    else if (c >= 0x40 && c < DEL) {
        bool known = p->intermediates == 1 && control_knows_dcs(p->intermediate, c);
        p->final = c;
        p->state = known ? PARSE_DCS_PASS : PARSE_STRING;
    }
    return 1;
}

size_t parse_feed(struct feed *f, struct slice bytes)
{
    const uint8_t *at = bytes.at, *end = bytes.at + bytes.len;
    const struct parser *p = &f->t->state.parser;
    while (at < end && !f->full) {
        switch (p->state) {
        case PARSE_GROUND:
            at = parse_ground(f, at, end);
            break;
        case PARSE_ESCAPE:
        case PARSE_ESCAPE_INTERMEDIATE:
            at += parse_escape(f, *at);
            break;
        case PARSE_DCS_ENTRY:
            at += parse_dcs_entry(f, *at);
            break;
        case PARSE_OSC:
        case PARSE_DCS_PASS:
        case PARSE_STRING:
            at = strings_feed(f, at, end);
            break;
        default:
            at = parse_csi(f, at, end);
        }
    }
    return (size_t)(at - bytes.at);
}
