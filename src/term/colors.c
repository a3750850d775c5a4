/* An item of a list that is not valid is skipped; a last item that may have been cut is dropped. */
#include "term/colors.h"

#include "term/answer.h"
#include "term/palette.h"

#define DYNAMIC_LAST 19u

/* Answers ESC ] number [; index] ; rgb:rrrr/gggg/bbbb, ended as the query was. index -1: none. */
static void colors_answer(struct feed *f, unsigned number, int index, uint32_t rgb, bool bell)
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

static void colors_set(struct feed *f, unsigned i, struct slice value)
{
    uint32_t rgb;
    if (palette_parse(value, &rgb))
        palette_set(f, i, rgb | PALETTE_SET);
}

static bool colors_cut(const struct feed *f, struct slice left)
{
    return left.len == 0 && f->t->state.parser.truncated != 0;
}

void colors_palette(struct feed *f, unsigned number, unsigned base, struct slice rest, bool bell)
{
    struct slice list = answer_list_begin(f, rest);
    while (list.len > 0 && !f->full) {
        struct slice index, value;
        uint64_t n;
        list = slice_cut(list, ';', &index);
        list = slice_cut(list, ';', &value);
        if (colors_cut(f, list) || !slice_u64(index, &n) || n >= PALETTE_DYNAMIC - base)
            continue;
        unsigned i = base + (unsigned)n;
        if (slice_equal(value, SLICE("?")))
            colors_answer(f, number, (int)n, palette_get(f->t, i), bell);
        else
            colors_set(f, i, value);
    }
    answer_list_end(f, rest, list);
}

void colors_dynamic(struct feed *f, unsigned number, struct slice rest, bool bell)
{
    struct slice list = answer_list_begin(f, rest), value;
    for (size_t i = 0; i < rest.len - list.len; i++)
        number += rest.at[i] == ';';
    for (; list.len > 0 && number <= DYNAMIC_LAST && !f->full; number++) {
        unsigned i = PALETTE_DYNAMIC + number - 10;
        list = slice_cut(list, ';', &value);
        if (slice_equal(value, SLICE("?")))
            colors_answer(f, number, -1, palette_get(f->t, i), bell);
        else if (!colors_cut(f, list))
            colors_set(f, i, value);
    }
    answer_list_end(f, rest, number <= DYNAMIC_LAST ? list : (struct slice){0});
}

void colors_reset(struct feed *f, unsigned base, unsigned end, struct slice rest)
{
    if (rest.len == 0)
        palette_reset(f, base, end);
    while (rest.len > 0) {
        struct slice index;
        uint64_t n;
        rest = slice_cut(rest, ';', &index);
        if (!colors_cut(f, rest) && slice_u64(index, &n) && n < PALETTE_DYNAMIC - base)
            palette_set(f, base + (unsigned)n, 0);
    }
}

void colors_linux(struct feed *f, struct slice string)
{
    uint64_t v;
    if (slice_equal(string, SLICE("R")))
        palette_reset(f, 0, PALETTE_SPECIAL);
    else if (string.len == 8 && string.at[0] == 'P' && slice_hex(slice_from(string, 1), &v))
        palette_set(f, v >> 24 & 0xF, (v & 0xFFFFFF) | PALETTE_SET);
}

void colors_scheme(struct feed *f)
{
    answer_pair(f, "\033[?", 997, palette_dark(f->t) ? 1 : 2, "n");
}
