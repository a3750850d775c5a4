/*
 * The bytes of a string are gathered undecoded. ST is ESC \ or, after S8C1T, U+009C; the latter is
 * recognized by its two bytes, as 0xC2 never occurs inside another character.
 */
#include "term/strings.h"

#include "term/control.h"
#include "term/sequence.h"

void strings_begin(struct parser *p, enum parse_state state)
{
    sequence_begin(p, state);
    p->string_len = 0;
    p->escape = 0;
    p->lead = 0;
    p->to_clipboard = 0;
    p->resume = 0;
    p->final = 0;
}

/* Carries out the string. False if there was no room for all its answers: the byte that ends it is
 * to be taken again, and the rest is carried out then. */
static bool strings_end(struct feed *f, bool bell)
{
    struct parser *p = &f->t->state.parser;
    uint8_t was = p->state;
    p->state = PARSE_GROUND;
    if (was == PARSE_OSC)
        control_osc(f, bell);
    else if (was == PARSE_DCS_PASS)
        control_dcs(f);
    if (p->resume != 0) {
        p->state = was;
        return false;
    }
    p->string_len = 0;
    return true;
}

/* True at the second semicolon of an OSC 52: the rest, which may be long, is gathered in the
 * clipboard. */
static bool strings_begins_clipboard(const struct term *t, uint32_t len)
{
    return len >= 3 && t->string[0] == '5' && t->string[1] == '2' && t->string[2] == ';';
}

static void strings_put(struct feed *f, uint8_t c)
{
    struct term *t = f->t;
    struct parser *p = &t->state.parser;
    if (p->to_clipboard != 0) {
        if (t->state.clipboard_gathered < LIMIT_CLIPBOARD_BYTES)
            t->clipboards[1 - t->state.clipboard_at][t->state.clipboard_gathered++] = c;
        else
            p->truncated = 1;
    } else if (c == ';' && p->state == PARSE_OSC && strings_begins_clipboard(t, p->string_len)) {
        undo_save_clipboards(f->u, t);
        p->to_clipboard = 1;
        t->state.clipboard_gathered = 0;
    } else if (p->string_len < LIMIT_STRING_BYTES) {
        t->string[p->string_len++] = c;
    } else {
        p->truncated = 1;
    }
}

/* True at the end of OSC R and OSC P nrrggbb, which the Linux console takes without a terminator: a
 * string that begins so ends there, or at a byte that is no hexadecimal digit. */
static bool strings_ends_linux(const struct term *t, uint8_t c)
{
    const struct parser *p = &t->state.parser;
    uint64_t v;
    if (p->state != PARSE_OSC || (t->string[0] != 'R' && t->string[0] != 'P'))
        return false;
    return t->string[0] == 'R' || p->string_len == 8 ||
           (p->string_len > 1 && !slice_hex(slice_make(&c, 1), &v));
}

static void strings_unput(struct term *t)
{
    struct parser *p = &t->state.parser;
    if (p->truncated != 0)
        return;
    if (p->to_clipboard != 0)
        t->state.clipboard_gathered--;
    else
        p->string_len--;
}

/* Takes U+009C, whose first byte was gathered, as ST. */
static bool strings_end_c1(struct feed *f)
{
    struct parser *p = &f->t->state.parser;
    bool gathered = p->state != PARSE_STRING && p->resume == 0;
    if (gathered)
        strings_unput(f->t);
    p->lead = !strings_end(f, false);
    return p->lead == 0;
}

/* Takes one byte. Returns the number of bytes consumed. */
static size_t strings_byte(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    bool lead = p->lead != 0, gathered = p->state != PARSE_STRING;
    p->lead = 0;
    if (c == ESC) {
        p->escape = 1;
    } else if (c == BEL && p->state == PARSE_OSC) {
        return strings_end(f, true);
    } else if (c == CAN || c == SUB) {
        p->state = PARSE_GROUND;
        p->string_len = 0;
    } else if (lead && c == 0x9C && screen_mode(f, MODE_C1)) {
        return strings_end_c1(f);
    } else if (c >= 0x20 && c != DEL) {
        p->lead = c == 0xC2;
        if (gathered)
            strings_put(f, c);
        if (gathered && strings_ends_linux(f->t, c))
            return strings_end(f, false);
    }
    return 1;
}

/* Takes the byte after an ESC within a string. "ESC \" ends the string; any other ESC sequence
 * discards the string and is carried out. Returns the number of bytes consumed. */
static size_t strings_escape(struct feed *f, uint8_t c)
{
    struct parser *p = &f->t->state.parser;
    if (c == '\\') {
        p->escape = !strings_end(f, false);
        return p->escape == 0;
    }
    p->escape = 0;
    p->string_len = 0;
    sequence_begin(p, PARSE_ESCAPE);
    return 0;
}

static bool strings_inside(const struct parser *p)
{
    return p->state == PARSE_OSC || p->state == PARSE_DCS_PASS || p->state == PARSE_STRING;
}

const uint8_t *strings_feed(struct feed *f, const uint8_t *at, const uint8_t *end)
{
    const struct parser *p = &f->t->state.parser;
    while (at < end && strings_inside(p) && !f->full)
        at += p->escape != 0 ? strings_escape(f, *at) : strings_byte(f, *at);
    return at;
}
