/* An answer repeats the end of the sequence that would set the current value. */
#include "term/decrqss.h"

#include "term/answer.h"

/* Puts the SGR parameter of a colour, with the colons of ISO 8613-6 unless it is one of the
 * sixteen. */
static void decrqss_put_color(struct text *a, unsigned base, uint32_t c)
{
    if (c == COLOR_DEFAULT)
        return;
    text_char(a, ';');
    if ((c & COLOR_RGB) != 0) {
        text_u64(a, base + 8);
        text_str(a, ":2::");
        text_u64(a, c >> 16 & 0xFF);
        text_char(a, ':');
        text_u64(a, c >> 8 & 0xFF);
        text_char(a, ':');
        text_u64(a, c & 0xFF);
        return;
    }
    c &= 0xFF;
    if (c < 16 && base != 50) {
        text_u64(a, c < 8 ? base + c : base + 60 + c - 8);
        return;
    }
    text_u64(a, base + 8);
    text_str(a, ":5:");
    text_u64(a, c);
}

static void decrqss_put_sgr(struct text *a, const struct style *pen)
{
    static const uint8_t codes[] = {1, 2, 3, 5, 6, 7, 8, 9, 53};
    text_char(a, '0');
    for (unsigned i = 0; i < COUNT(codes); i++) {
        if ((pen->attributes >> i & 1) == 0)
            continue;
        text_char(a, ';');
        text_u64(a, codes[i]);
    }
    if (pen->underline != UNDERLINE_NONE) {
        text_str(a, pen->underline == UNDERLINE_SINGLE ? ";4" : ";4:");
        if (pen->underline != UNDERLINE_SINGLE)
            text_u64(a, pen->underline);
    }
    decrqss_put_color(a, 30, pen->foreground);
    decrqss_put_color(a, 40, pen->background);
    decrqss_put_color(a, 50, pen->underline_color);
    text_char(a, 'm');
}

static void decrqss_put_pair(struct text *a, unsigned x, unsigned y, const char *after)
{
    text_u64(a, x);
    text_char(a, ';');
    text_u64(a, y);
    text_str(a, after);
}

static void decrqss_put_number(struct text *a, unsigned n, const char *after)
{
    text_u64(a, n);
    text_str(a, after);
}

static void decrqss_put_level(struct text *a, const struct term_state *s)
{
    text_u64(a, s->level);
    if (s->level > LEVEL_FIRST)
        text_str(a, (s->modes & MODE_C1) != 0 ? ";0" : ";1");
    text_str(a, "\"p");
}

/* Puts the value of a setting; false if the setting is unknown. */
static bool decrqss_put(const struct feed *f, struct slice what, struct text *a)
{
    const struct term_state *s = &f->t->state;
#define DECRQSS(mnemonic, setting, name, source, function, arguments)                              \
    if (slice_equal(what, SLICE(setting))) {                                                       \
        function arguments;                                                                        \
        return true;                                                                               \
    }
#include "term/sequences.def"
    return false;
}

void decrqss_answer(struct feed *f)
{
    const struct parser *p = &f->t->state.parser;
    TEXT(a, 128);
    text_str(&a, "\033P1$r");
    if (!decrqss_put(f, slice_make(f->t->string, p->truncated != 0 ? 0 : p->string_len), &a)) {
        answer_string(f, "\033P0$r\033\\");
        return;
    }
    text_str(&a, "\033\\");
    answer_send(f, &a);
}
