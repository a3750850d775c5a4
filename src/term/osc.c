/*
 * Operating system commands: title, hyperlink, clipboard, and the colour queries. Colours cannot be
 * set (each viewer has its own), so that queries are answered with xterm's palette on a dark
 * ground.
 */
#include "base/utf8.h"
#include "term/answer.h"
#include "term/parse.h"
#include "term/style.h"

#include <string.h>

#define COLOR_FOREGROUND 0xE5E5E5u
#define COLOR_BACKGROUND 0x000000u

/* Copies a title: valid UTF-8 without controls, cut between characters. Returns its length. */
static uint16_t title_clean(struct slice from, uint8_t to[LIMIT_TITLE_BYTES])
{
    struct utf8 u = {0};
    size_t len = 0, i = 0;
    while (i < from.len) {
        enum utf8_step step = utf8_feed(&u, from.at[i]);
        i += step != UTF8_BROKEN;
        if (step == UTF8_MORE)
            continue;
        uint32_t point = step == UTF8_POINT ? u.point : UTF8_REPLACEMENT;
        if (point < 0x20 || (point >= 0x7F && point < 0xA0))
            continue;
        uint8_t bytes[4];
        size_t n = utf8_put(point, bytes);
        if (len + n > LIMIT_TITLE_BYTES)
            break;
        memcpy(to + len, bytes, n);
        len += n;
    }
    return (uint16_t)len;
}

static void title_set(struct term *t, struct slice title)
{
    uint8_t clean[LIMIT_TITLE_BYTES];
    uint16_t len = title_clean(title, clean);
    if (len == t->state.title_len && memcmp(clean, t->title, len) == 0)
        return;
    memcpy(t->title, clean, len);
    t->state.title_len = len;
    t->state.title_serial++;
}

void osc_title_push(struct feed *f)
{
    struct term *t = f->t;
    if (t->state.title_depth == 0) {
        memcpy(t->title_kept, t->title, t->state.title_len);
        t->state.title_kept_len = t->state.title_len;
    }
    if (t->state.title_depth < UINT16_MAX)
        t->state.title_depth++;
}

void osc_title_pop(struct feed *f)
{
    struct term *t = f->t;
    if (t->state.title_depth == 0)
        return;
    t->state.title_depth--;
    if (t->state.title_depth == 0)
        title_set(t, (struct slice){t->title_kept, t->state.title_kept_len});
}

/* OSC 8 ; parameters ; URI. Only printable ASCII is an URI; others are shown as plain text. */
static void hyperlink(struct feed *f, struct slice rest)
{
    struct slice parameters, uri = slice_cut(rest, ';', &parameters);
    for (size_t i = 0; i < uri.len; i++)
        if (uri.at[i] <= 0x20 || uri.at[i] >= 0x7F)
            uri.len = 0;
    f->t->state.cursor.link = link_intern(f->t, uri);
}

static bool base64_alphabet(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

/* OSC 52: write only. A query, or what is not base64, leaves the clipboards alone. */
static void clipboard(struct term *t)
{
    struct term_state *s = &t->state;
    for (uint32_t i = 0; i < s->clipboard_gathered; i++)
        if (!base64_alphabet(t->clipboard[i]))
            return;
    if (s->clipboard_gathered == 0 || s->clipboard_gathered % 4 != 0)
        return;
    s->clipboard_len = s->clipboard_gathered;
    s->clipboard_serial++;
}

/* xterm's 256 colours. */
static uint32_t palette(unsigned n)
{
    static const uint32_t base[16] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD,
                                      0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00,
                                      0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};
    static const uint8_t levels[6] = {0, 95, 135, 175, 215, 255};
    if (n < 16)
        return base[n];
    if (n >= 232)
        return (8 + 10 * (n - 232)) * 0x010101u;
    n -= 16;
    return (uint32_t)levels[n / 36] << 16 | (uint32_t)levels[n / 6 % 6] << 8 | levels[n % 6];
}

/* ESC ] number [; index] ; rgb:rrrr/gggg/bbbb, ended as the query was. */
static void color_answer(struct feed *f, unsigned number, int index, uint32_t rgb, bool bell)
{
    TEXT(a, 64);
    text_str(&a, "\033]");
    text_u64(&a, number);
    if (index >= 0) {
        text_char(&a, ';');
        text_u64(&a, (uint64_t)index);
    }
    text_str(&a, ";rgb:");
    for (int shift = 16; shift >= 0; shift -= 8) {
        text_hex(&a, (rgb >> shift & 0xFF) * 0x0101u, 4);
        text_str(&a, shift > 0 ? "/" : "");
    }
    text_str(&a, bell ? "\007" : "\033\\");
    answer_send(f, &a);
}

/* OSC 4 ; index ; ? and further pairs. */
static void palette_query(struct feed *f, struct slice rest, bool bell)
{
    while (rest.len > 0) {
        struct slice index, value;
        uint64_t n;
        rest = slice_cut(rest, ';', &index);
        rest = slice_cut(rest, ';', &value);
        if (slice_equal(value, SLICE("?")) && slice_u64(index, &n) && n < 256)
            color_answer(f, 4, (int)n, palette((unsigned)n), bell);
    }
}

/* OSC 10, 11, 12: each further value is for the next number. */
static void color_query(struct feed *f, unsigned number, struct slice rest, bool bell)
{
    for (; rest.len > 0 && number <= 12; number++) {
        struct slice value;
        rest = slice_cut(rest, ';', &value);
        if (slice_equal(value, SLICE("?")))
            color_answer(f, number, -1, number == 11 ? COLOR_BACKGROUND : COLOR_FOREGROUND, bell);
    }
}

void osc_end(struct feed *f, bool bell)
{
    struct term *t = f->t;
    const struct parser *p = &t->state.parser;
    if (p->truncated != 0) {
        t->counts.strings_cut++;
        if (p->to_clipboard != 0)
            return;
    }
    if (p->to_clipboard != 0) {
        clipboard(t);
        return;
    }
    struct slice number, rest = slice_cut((struct slice){t->string, p->string_len}, ';', &number);
    uint64_t n;
    if (!slice_u64(number, &n))
        return;
    if (n == 0 || n == 2)
        title_set(t, rest);
    else if (n == 4)
        palette_query(f, rest, bell);
    else if (n == 8 && p->truncated == 0)
        hyperlink(f, rest);
    else if (n >= 10 && n <= 12)
        color_query(f, (unsigned)n, rest, bell);
}
