/*
 * Pseudo-random output of a program that is mostly text which wraps, erasing, and moves: what
 * decides whether a row continues in the next one.
 */
#ifndef TESTS_WRAPPING_H
#define TESTS_WRAPPING_H

#include "dice.h"

/* Text that ends before, in or after the last column of a row. */
static void wrap_text(struct stream *s)
{
    uint32_t rows = stream_random(s, 4);
    uint32_t n = rows * s->cols + stream_random(s, 5);
    n = n < 2 ? 1 + stream_random(s, s->cols) : n - 2;
    while (n-- > 0)
        stream_put(s, "%c", 'a' + (int)stream_random(s, 26));
}

static void wrap_wide(struct stream *s)
{
    uint32_t n = 1 + stream_random(s, s->cols + 2);
    while (n-- > 0)
        stream_put(s, "%s", STREAM_ONE(s, "中", "文", "字", "x", " "));
}

static void wrap_newline(struct stream *s)
{
    stream_put(s, "%s", STREAM_ONE(s, "\r\n", "\r\n", "\r\n", "\r\n\r\n", "\r", "\n", "\b"));
}

/* What shells and progress bars write. */
static void wrap_prompt(struct stream *s)
{
    stream_put(s, "%s",
               STREAM_ONE(s, "\r\033[J$ ", "\r\033[K", "\r\033[Knew", "\033[H\033[2J$ ls",
                          "\033[H\033[J", "\033[2K\r", "\033[1K\r", "\033[A\033[2K\r", "\r\033[K\n",
                          "\033[3J"));
}

static void wrap_move(struct stream *s)
{
    unsigned x = 1 + stream_random(s, s->cols), y = 1 + stream_random(s, s->rows);
    if (stream_random(s, 2) == 0)
        stream_put(s, "\033[%u;%uH", y, stream_random(s, 2) == 0 ? 1 : x);
    else
        stream_put(s, "\033[%u%s", 1 + stream_random(s, 4),
                   STREAM_ONE(s, "A", "B", "C", "D", "E", "F", "G", "d"));
}

static void wrap_erase(struct stream *s)
{
    if (stream_random(s, 4) == 0)
        stream_put(s, "\033[%uX", 1 + stream_random(s, s->cols));
    else
        stream_put(s, "\033[%u%s", stream_random(s, 3), STREAM_ONE(s, "J", "K", "K", "K"));
}

static void wrap_edit(struct stream *s)
{
    unsigned n = 1 + stream_random(s, stream_random(s, 4) == 0 ? s->cols + 2 : 3);
    stream_put(s, "\033[%u%s", n, STREAM_ONE(s, "@", "P", "@", "P", "L", "M", "L", "M", "S", "T"));
}

static void wrap_index(struct stream *s)
{
    stream_put(s, "%s", STREAM_ONE(s, "\033M", "\033D", "\033E", "\n"));
}

static void wrap_margins(struct stream *s)
{
    unsigned a = 1 + stream_random(s, s->rows), b = 1 + stream_random(s, s->rows);
    if (stream_random(s, 2) == 0)
        stream_put(s, "\033[r");
    else
        stream_put(s, "\033[%u;%ur", a < b ? a : b, a < b ? b : a);
}

static void wrap_modes(struct stream *s)
{
    stream_put(s, "%s",
               STREAM_ONE(s, "\033[?7l", "\033[?7h", "\033[?7h", "\033[r\033[?1047h\033[r",
                          "\033[r\033[?1047l\033[r", "\033[r\033[?1047l\033[r", "\033[?2004h",
                          "\033[?2004l", "\033[r\033#8", "\033[2 @", "\033[ A", "\033[2'}",
                          "\033['~"));
}

static void wrap_color(struct stream *s)
{
    stream_put(s, "\033[%sm", STREAM_ONE(s, "", "", "44", "41;1"));
}

/* Makes a stream of this many things that a program might write. */
static void wrapping_make(struct stream *s, unsigned items)
{
    static void (*const kinds[])(struct stream *) = {
        wrap_text, wrap_text, wrap_text,  wrap_text,  wrap_wide,  wrap_newline, wrap_newline,
        wrap_text, wrap_text, wrap_erase, wrap_move,  wrap_erase, wrap_prompt,  wrap_newline,
        wrap_move, wrap_edit, wrap_index, wrap_color, wrap_edit,  wrap_prompt,  wrap_newline};
    s->len = 0;
    for (unsigned i = 0; i < items && s->len + STREAM_ITEM < STREAM_MAX; i++) {
        uint32_t rare = stream_random(s, 40);
        if (rare == 0)
            wrap_margins(s);
        else if (rare == 1)
            wrap_modes(s);
        else
            kinds[stream_random(s, sizeof kinds / sizeof kinds[0])](s);
    }
}

#endif
