/*
 * Programs cannot set colours, as each viewer has a theme. Queries are answered with xterm's
 * palette on a dark background.
 */
#include "term/colors.h"

#include "term/answer.h"

#define COLOR_FOREGROUND 0xE5E5E5u
#define COLOR_BACKGROUND 0x000000u

/* xterm's 256 colours. */
static uint32_t colors_palette(unsigned n)
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

void colors_query_palette(struct feed *f, struct slice rest, bool bell)
{
    struct slice list = answer_list_begin(f, rest);
    while (list.len > 0 && !f->full) {
        struct slice index, value;
        uint64_t n;
        list = slice_cut(list, ';', &index);
        list = slice_cut(list, ';', &value);
        if (slice_equal(value, SLICE("?")) && slice_u64(index, &n) && n < 256)
            colors_answer(f, 4, (int)n, colors_palette((unsigned)n), bell);
    }
    answer_list_end(f, rest, list);
}

void colors_query(struct feed *f, unsigned number, struct slice rest, bool bell)
{
    for (; rest.len > 0 && number <= 12; number++) {
        struct slice value;
        rest = slice_cut(rest, ';', &value);
        if (slice_equal(value, SLICE("?")))
            colors_answer(f, number, -1, number == 11 ? COLOR_BACKGROUND : COLOR_FOREGROUND, bell);
    }
}
