/*
 * A picture is gathered and written at once, so that no half of one is seen. Where the terminal has
 * more rows than the window, it scrolls the window's alone. Of a window that is larger than the
 * terminal a part is shown; when it fits again it is painted anew.
 */
#include "cli/attach/attach.h"
#include "cli/tty.h"

#include <string.h>

void screen_flush(struct attach *a)
{
    if (a->picture_len > 0)
        tty_show((struct slice){a->picture, a->picture_len});
    a->picture_len = 0;
}

void screen_paint(struct attach *a, struct slice bytes)
{
    if (a->fits)
        screen_add(a, bytes);
    else if (a->parted)
        part_feed(a, bytes);
}

void screen_picture(struct attach *a)
{
    if (!a->fits && a->parted)
        part_draw(a);
    screen_flush(a);
}

void screen_add(struct attach *a, struct slice bytes)
{
    if (bytes.len == 0)
        return;
    if (bytes.len > sizeof a->picture - a->picture_len)
        screen_flush(a);
    if (bytes.len > sizeof a->picture) {
        tty_show(bytes);
        return;
    }
    memcpy(a->picture + a->picture_len, bytes.at, bytes.len);
    a->picture_len += bytes.len;
}

void screen_notice(struct attach *a, const char *sentence, const char *more)
{
    char storage[512];
    struct text t;
    screen_flush(a);
    text_init(&t, storage, sizeof storage);
    text_str(&t, "\x1b[?2026l\x1b"
                 "7\x1b[r\x1b[");
    text_u64(&t, a->rows);
    text_str(&t, ";1H\x1b[0;7m");
    text_add(&t, slice_part(slice_of(sentence), 0, a->cols));
    text_add(&t, slice_part(slice_of(more), 0, a->cols));
    text_str(&t, "\x1b[0m\x1b[K\x1b"
                 "8");
    tty_show(text_slice(&t));
    a->noticed = true;
    a->region = 0;
}

static void set_region(struct attach *a)
{
    char storage[64];
    struct text t;
    uint16_t rows = a->dialect.window.rows;
    uint16_t wanted = rows < a->rows ? rows : 0;
    if (wanted == a->region)
        return;
    text_init(&t, storage, sizeof storage);
    text_str(&t, "\x1b"
                 "7\x1b[r");
    if (wanted > 0) {
        text_str(&t, "\x1b[1;");
        text_u64(&t, wanted);
        text_char(&t, 'r');
    }
    text_str(&t, "\x1b"
                 "8");
    tty_show(text_slice(&t));
    a->region = wanted;
}

static void say_too_large(struct attach *a)
{
    TEXT(t, 128);
    text_str(&t, "[the window has ");
    text_u64(&t, a->dialect.window.cols);
    text_char(&t, 'x');
    text_u64(&t, a->dialect.window.rows);
    text_str(&t, ", this terminal less: ");
    tty_show(SLICE("\x1b[r\x1b[0m\x1b[2J"));
    screen_notice(a, text_end(&t), a->dialect.readonly ? "enlarge it]" : "a key makes it fit]");
}

/* Whether the engine has the window's size already. */
static bool is_parted(const struct attach *a)
{
    const struct dialect_window *w = &a->dialect.window;
    const struct term_state *s = &a->part->term.state;
    return !a->fits && a->parted && s->cols == w->cols && s->rows == w->rows;
}

static void show_part(struct attach *a)
{
    if (is_parted(a)) {
        part_draw(a);
        screen_flush(a);
        return;
    }
    a->parted = part_start(a);
    if (a->parted)
        dialect_again(&a->dialect);
    else
        say_too_large(a);
}

void screen_fit(struct attach *a)
{
    const struct dialect_window *w = &a->dialect.window;
    bool fits = w->cols <= a->cols && w->rows <= a->rows;
    if (w->cols == 0)
        return;
    screen_flush(a);
    if (!fits)
        show_part(a);
    else if (!a->fits)
        dialect_again(&a->dialect);
    a->fits = fits;
    if (fits)
        set_region(a);
}
