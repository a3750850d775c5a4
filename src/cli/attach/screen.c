/*
 * Shows a window in the terminal. A terminal with more rows than the window scrolls only the
 * window's rows. Of a window larger than the terminal a part is shown; once it fits again the
 * server repaints all of it.
 */
#include "cli/attach/screen.h"

#include "base/text.h"
#include "cli/say.h"
#include "cli/tty.h"
#include "term/state.h"

#define SAVE_CURSOR "\0337"
#define RESTORE_CURSOR "\0338"
#define CLEAR "\x1b[r\x1b[0m\x1b[2J"

/* Notes whether bytes that are shown set colours: OSC 4 and those from 10 to 19. */
static void screen_look_for_colors(struct screen *s, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.at[i];
        s->colored |= s->osc == 2 && (c == '1' || c == '4');
        s->osc = c == 0x1b ? 1 : s->osc == 1 && c == ']' ? 2 : 0;
    }
}

void screen_reset_colors(struct screen *s)
{
    if (s->colored)
        tty_show(SLICE(PALETTE_RESET));
    s->colored = false;
}

void screen_start(struct screen *s)
{
    s->window_cols = s->window_rows = 0;
    s->fits = true;
    s->noticed = false;
    screen_reset_colors(s);
}

void screen_flush(struct screen *s)
{
    picture_flush(&s->picture);
}

void screen_paint(struct screen *s, struct slice bytes, bool picture)
{
    if (s->fits) {
        screen_look_for_colors(s, bytes);
        picture_add(&s->picture, bytes);
    } else if (s->parted) {
        part_feed(s->part, bytes);
    }
    if (!picture)
        return;
    if (!s->fits && s->parted)
        part_draw(s->part, s->cols, s->rows, &s->picture);
    screen_flush(s);
}

void screen_notice(struct screen *s, const char *sentence, const char *more)
{
    TEXT(t, 512);
    screen_flush(s);
    text_str(&t, "\x1b[?2026l" SAVE_CURSOR "\x1b[r\x1b[");
    text_u64(&t, s->rows);
    text_str(&t, ";1H\x1b[0;7m");
    struct slice shown = slice_part(slice_of(sentence), 0, s->cols);
    text_add(&t, shown);
    cli_put_clean(&t, slice_part(slice_of(more), 0, s->cols - shown.len));
    text_str(&t, "\x1b[0m\x1b[K" RESTORE_CURSOR);
    tty_show(text_slice(&t));
    s->noticed = true;
    s->region = 0;
}

bool screen_clear_notice(struct screen *s)
{
    bool noticed = s->noticed;
    s->noticed = false;
    return noticed;
}

/* Sets the terminal's scroll region (DECSTBM) to the window's rows. */
static void screen_set_region(struct screen *s)
{
    TEXT(t, 64);
    uint16_t wanted = s->window_rows < s->rows ? s->window_rows : 0;
    if (wanted == s->region)
        return;
    text_str(&t, SAVE_CURSOR "\x1b[r");
    if (wanted > 0) {
        text_str(&t, "\x1b[1;");
        text_u64(&t, wanted);
        text_char(&t, 'r');
    }
    text_str(&t, RESTORE_CURSOR);
    tty_show(text_slice(&t));
    s->region = wanted;
}

static void screen_notice_too_large(struct screen *s)
{
    TEXT(t, 128);
    text_str(&t, "[the window has ");
    text_u64(&t, s->window_cols);
    text_char(&t, 'x');
    text_u64(&t, s->window_rows);
    text_str(&t, ", this terminal less: ");
    tty_show(SLICE(CLEAR));
    screen_notice(s, text_end(&t), s->too_large);
}

/* Whether the part's engine already has the window's size. */
static bool is_parted(const struct screen *s)
{
    const struct term_state *t = &s->part->term.state;
    return !s->fits && s->parted && t->cols == s->window_cols && t->rows == s->window_rows;
}

static bool screen_show_part(struct screen *s)
{
    if (is_parted(s)) {
        part_draw(s->part, s->cols, s->rows, &s->picture);
        screen_flush(s);
        return false;
    }
    s->parted = part_start(s->part, s->window_cols, s->window_rows);
    if (!s->parted) {
        screen_notice_too_large(s);
        return false;
    }
    tty_show(SLICE(CLEAR));
    s->region = 0;
    return true;
}

bool screen_fit(struct screen *s, uint16_t window_cols, uint16_t window_rows)
{
    bool fits = window_cols <= s->cols && window_rows <= s->rows, repaint = false;
    if (window_cols == 0)
        return false;
    s->window_cols = window_cols;
    s->window_rows = window_rows;
    screen_flush(s);
    if (!fits)
        repaint = screen_show_part(s);
    else if (!s->fits)
        repaint = true;
    s->fits = fits;
    if (fits)
        screen_set_region(s);
    return repaint;
}

void screen_resize(struct screen *s, uint16_t cols, uint16_t rows)
{
    s->cols = cols;
    s->rows = rows;
    s->region = 0;
}
