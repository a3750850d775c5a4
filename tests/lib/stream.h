/*
 * Pseudo-random output of a program, from a small grammar of terminal output: the same seed
 * gives the same bytes on every machine. Each call of stream_item() appends one thing that a
 * program might do; a stream that makes little sense still reaches every operation.
 */
#ifndef TESTS_STREAM_H
#define TESTS_STREAM_H

#include "dice.h"

static void stream_ascii(struct stream *s)
{
    uint32_t n = 1 + stream_random(s, stream_random(s, 8) == 0 ? 200 : 20);
    while (n-- > 0)
        stream_put(s, "%c", ' ' + (int)stream_random(s, 95));
}

static void stream_wide(struct stream *s)
{
    uint32_t n = 1 + stream_random(s, 12);
    while (n-- > 0)
        stream_put(s, "%s", STREAM_ONE(s, "中", "文", "あ", "ア", "한", "글", "Ａ", "x"));
}

static void stream_combining(struct stream *s)
{
    stream_put(s, "%s",
               STREAM_ONE(s, "e\u0301", "a\u0308\u0323", "中\u0301", "\u0301", "o\u0302\u0301n",
                          "\u0e01\u0e34", "i\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308", "ä",
                          "ü", "ß", "€", "─", "│", "█"));
}

static void stream_emoji(struct stream *s)
{
    stream_put(s, "%s", STREAM_ONE(s, "😀", "🎉", "❤\uFE0F", "👩\u200D💻", "🚀", "⌛", "👍🏽"));
}

static void stream_color(struct stream *s, unsigned base)
{
    unsigned r = stream_random(s, 256), g = stream_random(s, 4) * 85, b = stream_random(s, 2) * 255;
    switch (stream_random(s, 4)) {
    case 0:
        stream_put(s, ";%u", base + r % 8);
        break;
    case 1:
        stream_put(s, ";%u;5;%u", base + 8, r);
        break;
    case 2:
        stream_put(s, ";%u;2;%u;%u;%u", base + 8, r & 0xC0, g, b);
        break;
    default:
        stream_put(s, ";%u", base == 50 ? 59u : base + 60 + r % 8);
    }
}

static void stream_sgr(struct stream *s)
{
    uint32_t n = 1 + stream_random(s, 4);
    stream_put(s, "\033[%s", STREAM_ONE(s, "", "0", "0", "1"));
    while (n-- > 0) {
        switch (stream_random(s, 5)) {
        case 0:
            stream_color(s, 30);
            break;
        case 1:
            stream_color(s, 40);
            break;
        case 2:
            stream_put(s, "%s", STREAM_ONE(s, ";58:5:9", ";58:2::1:2:3", ";59", ";58;5;200"));
            break;
        case 3:
            stream_put(s, ";%s",
                       STREAM_ONE(s, "1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "53", "4:2",
                                  "4:3", "4:4", "4:5", "90", "107"));
            break;
        default:
            stream_put(s, ";%s",
                       STREAM_ONE(s, "22", "23", "24", "25", "27", "28", "29", "39", "49", "55"));
        }
    }
    stream_put(s, "m");
}

/* A part of a picture in true colour: each cell has two colours of its own. */
static void stream_picture(struct stream *s)
{
    uint32_t n = 1 + stream_random(s, 20);
    while (n-- > 0 && s->len + 80 < STREAM_MAX) {
        uint32_t a = stream_random(s, 1 << 24), b = stream_random(s, 1 << 24);
        const char *form = STREAM_ONE(s, "\033[38;2;%u;%u;%u;48;2;%u;%u;%um%s",
                                      "\033[38:2::%u:%u:%u;48:2::%u:%u:%um%s",
                                      "\033[0;38:2:%u:%u:%u;48:2:%u:%u:%um%s");
        stream_put(s, form, a >> 16, a >> 8 & 255, a & 255, b >> 16, b >> 8 & 255, b & 255,
                   STREAM_ONE(s, "\u2580", "\u2580", "\u2584", " ", "\033[K", "\u4e2d"));
    }
}

static void stream_move(struct stream *s)
{
    unsigned x = 1 + stream_random(s, s->cols), y = 1 + stream_random(s, s->rows);
    unsigned n = stream_random(s, 6);
    if (stream_random(s, 3) == 0)
        stream_put(s, "\033[%u;%uH", y, x);
    else if (stream_random(s, 2) == 0)
        stream_put(s, "\033[%u%s", n,
                   STREAM_ONE(s, "A", "B", "C", "D", "E", "F", "a", "e", "j", "k"));
    else if (stream_random(s, 3) == 0)
        stream_put(s, "\033[%u%s", x, STREAM_ONE(s, "G", "`", "d"));
    else
        stream_put(s, "%s",
                   STREAM_ONE(s, "\r", "\b", "\n", "\r\n", "\033M", "\033D", "\033E", "\0336",
                              "\0339", "\0337", "\0338", "\033[s", "\033[u"));
}

static void stream_erase(struct stream *s)
{
    if (stream_random(s, 3) == 0)
        stream_put(s, "\033[%uX", stream_random(s, s->cols + 3));
    else
        stream_put(s, "\033[%s%u%s", STREAM_ONE(s, "", "", "", "?"), stream_random(s, 3),
                   STREAM_ONE(s, "J", "K", "K", "K"));
}

static void stream_shift(struct stream *s)
{
    unsigned n = stream_random(s, 5);
    stream_put(s, "\033[%u%s", n,
               STREAM_ONE(s, "@", "P", "L", "M", "S", "T", "b", " @", " A", "'}", "'~", "^"));
}

static void stream_margins(struct stream *s)
{
    unsigned a = 1 + stream_random(s, s->rows), b = 1 + stream_random(s, s->rows);
    unsigned l = 1 + stream_random(s, s->cols), r = 1 + stream_random(s, s->cols);
    switch (stream_random(s, 5)) {
    case 0:
        stream_put(s, "\033[%u;%ur", a, b);
        break;
    case 1:
        stream_put(s, "\033[?69h\033[%u;%us", l, r);
        break;
    case 2:
        stream_put(s, "\033[?69l");
        break;
    default:
        stream_put(s, "\033[r");
    }
}

static void stream_modes(struct stream *s)
{
    stream_put(s, "\033[?%s%s",
               STREAM_ONE(s, "1", "5", "6", "7", "7", "9", "12", "25", "45", "66", "1000", "1002",
                          "1003", "1004", "1006", "1015", "2004", "2026"),
               STREAM_ONE(s, "h", "l"));
    stream_put(s, "%s",
               STREAM_ONE(s, "\033[4h", "\033[4l", "\033[4l", "\033[20h", "\033[20l",
                          "\033=", "\033>", "\033[?7h", "\033[?6l", "\033[1\"q", "\033[0\"q",
                          "\033V", "\033W", "\033W"));
}

static void stream_alternate(struct stream *s)
{
    stream_put(s, "\033[?%s%s", STREAM_ONE(s, "47", "1047", "1049", "1049"),
               STREAM_ONE(s, "h", "l", "l"));
}

static void stream_strings(struct stream *s)
{
    unsigned n = stream_random(s, 9);
    switch (stream_random(s, 6)) {
    case 0:
        stream_put(s, "\033]%u;title %u \u4e2d\a", stream_random(s, 2) * 2, n);
        break;
    case 1:
        stream_put(s, "\033]8;id=%u;https://example.org/%u;a=%u\033\\", n, n, n);
        stream_ascii(s);
        break;
    case 2:
        stream_put(s, "\033]8;;\a");
        break;
    case 3:
        stream_put(s, "\033]52;c;%s\a", STREAM_ONE(s, "aGVsbG8=", "d29ybGQ=", "?", ""));
        break;
    case 4:
        stream_put(s, "\033[2%ut", 2 + stream_random(s, 2));
        break;
    default:
        stream_put(s, "\a\033[%u q", n % 7);
    }
}

static void stream_tabs_and_sets(struct stream *s)
{
    stream_put(s, "%s",
               STREAM_ONE(s, "\t", "\t\t", "\033H", "\033[g", "\033[3g", "\033[2Z", "\033[2I",
                          "\033(0lqqk", "\033(B", "\033)0\016tuvw\017", "\033N~", "\033(A#\033(B",
                          "\017", "\033n", "\033*0"));
}

static void stream_reset(struct stream *s)
{
    stream_put(s, "%s",
               STREAM_ONE(s, "\033c", "\033[!p", "\033#8", "\033[3J", "\033[H\033[2J", "\033[!p"));
}

static void stream_flood(struct stream *s)
{
    uint32_t n = 1 + stream_random(s, stream_random(s, 4) == 0 ? 120 : 12);
    for (uint32_t i = 0; i < n && s->len + 64 < STREAM_MAX; i++)
        stream_put(s, "%s%u line %u%s\n", STREAM_ONE(s, "", "", "\033[31m", "\033[44m", "\033[m"),
                   i, stream_random(s, 1000), STREAM_ONE(s, "\r", "\r", "\033[K\r", " 中文\r"));
}

static void stream_item(struct stream *s)
{
    static void (*const often[])(struct stream *) = {
        stream_ascii,   stream_ascii,         stream_ascii,   stream_wide,    stream_combining,
        stream_emoji,   stream_sgr,           stream_sgr,     stream_move,    stream_move,
        stream_erase,   stream_shift,         stream_flood,   stream_strings, stream_modes,
        stream_margins, stream_tabs_and_sets, stream_picture,
    };
    uint32_t which = stream_random(s, 200);
    if (which < 2)
        stream_reset(s);
    else if (which < 7)
        stream_alternate(s);
    else
        often[stream_random(s, sizeof often / sizeof often[0])](s);
}

/* Writes a whole stream of at most `items` items. */
static void stream_make(struct stream *s, uint32_t seed, unsigned cols, unsigned rows,
                        unsigned items)
{
    s->seed = (seed + 1) * 2654435761u | 1;
    s->cols = cols;
    s->rows = rows;
    s->len = 0;
    for (unsigned i = 0; i < items && s->len + STREAM_ITEM < STREAM_MAX; i++)
        stream_item(s);
}

#endif
