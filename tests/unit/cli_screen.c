/* The screen that a person sees: the whole window, the part that fits, or a notice. */
#include "check.h"
#include "cli/attach/screen.h"
#include "cli_said.h"

#define SAVE "\0337"
#define RESTORE "\0338"
#define CLEAR "\x1b[r\x1b[0m\x1b[2J"

static struct screen s;
static struct part part;

static void start(uint16_t cols, uint16_t rows)
{
    memset(&s, 0, sizeof s);
    memset(&part, 0, sizeof part);
    s.part = &part;
    s.too_large = "enlarge it]";
    screen_resize(&s, cols, rows);
    screen_start(&s);
}

static bool repaint;

static const char *fit(uint16_t cols, uint16_t rows)
{
    said_start();
    repaint = screen_fit(&s, cols, rows);
    return said();
}

static const char *paint(const char *text, bool picture)
{
    said_start();
    screen_paint(&s, slice_of(text), picture);
    return said();
}

static const char *notice(const char *sentence, const char *more)
{
    said_start();
    screen_notice(&s, sentence, more);
    return said();
}

static void whole_windows(void)
{
    STORY("a window that fits is shown as painted, one whole picture at a time")
    {
        start(80, 24);
        CHECK_SAID("", fit(80, 24));
        CHECK(!repaint);
        CHECK_SAID("", paint("abc", false));
        CHECK_SAID("abcdef", paint("def", true));
        CHECK_SAID("", paint("", true));
    }
    STORY("colours that a program has set are reset at the end, and before another connection")
    {
        start(80, 24);
        (void)fit(80, 24);
        (void)paint("\x1b]0;t\a\x1b]8;;http://x\a", true);
        said_start();
        screen_reset_colors(&s);
        CHECK_SAID("", said());
        (void)paint("\x1b", false);
        (void)paint("]", false);
        CHECK_SAID("\x1b]11;rgb:00/00/00\a", paint("11;rgb:00/00/00\a", true));
        said_start();
        screen_reset_colors(&s);
        CHECK(strstr(said(), "\x1b]104\a\x1b]110\a\x1b]111\a\x1b]112\a"));
        (void)paint("\x1b]4;1;rgb:00/00/00\a", true);
        said_start();
        screen_start(&s);
        CHECK(strstr(said(), "\x1b]104\a"));
        said_start();
        screen_start(&s);
        CHECK_SAID("", said());
    }
    STORY("a picture longer than the buffer is shown in parts")
    {
        static char many[PICTURE_BYTES + 2];
        memset(many, 'x', sizeof many - 1);
        CHECK_SAID("", paint("abc", false));
        said_start();
        picture_add(&s.picture, slice_make(many, 4));
        picture_add(&s.picture, slice_make(many, PICTURE_BYTES - 6));
        const char *shown = said();
        CHECK_STR("abcxxxx", shown);
        CHECK_U64(PICTURE_BYTES - 6, s.picture.len);
        s.picture.len = 0;
    }
    STORY("a terminal with more rows than the window scrolls only the window's rows")
    {
        CHECK_SAID(SAVE "\x1b[r\x1b[1;20r" RESTORE, fit(80, 20));
        CHECK_SAID("", fit(80, 20));
        CHECK_SAID(SAVE "\x1b[r" RESTORE, fit(80, 24));
        CHECK(!repaint);
    }
    STORY("a size that is not known yet changes nothing")
    {
        CHECK_SAID("", fit(0, 0));
        CHECK(!repaint);
    }
}

static void notices(void)
{
    STORY("a notice appears in the last row, cut at the terminal's width")
    {
        start(12, 3);
        CHECK_SAID("\x1b[?2026l" SAVE "\x1b[r\x1b[3;1H\x1b[0;7m[one two]\x1b[0m\x1b[K" RESTORE,
                   notice("[one", " two]"));
        CHECK_SAID("\x1b[?2026l" SAVE "\x1b[r\x1b[3;1H\x1b[0;7m[123456789ab\x1b[0m\x1b[K" RESTORE,
                   notice("[123456789", "abcdef"));
        CHECK(screen_clear_notice(&s));
        CHECK(!screen_clear_notice(&s));
    }
    STORY("a picture painted before a notice is shown before it")
    {
        CHECK_SAID("", fit(12, 3));
        CHECK_SAID("", paint("x", false));
        CHECK(notice("[y]", "")[0] == 'x');
    }
}

static void parts(void)
{
    STORY("of a larger window the part around the cursor is shown, after a repaint")
    {
        start(20, 5);
        CHECK_SAID(CLEAR, fit(60, 30));
        CHECK(repaint);
        CHECK_SAID("", paint("far-left\x1b[30;41Hcorner", false));
        const char *shown = paint("", true);
        CHECK(strstr(shown, "\x1b[?2026h\x1b[?25l") == shown);
        CHECK(strstr(shown, "corner") && !strstr(shown, "far-left"));
        CHECK(strstr(shown, "\x1b[5;20H") != NULL);
    }
    STORY("the same size again is drawn without a repaint")
    {
        CHECK(strstr(fit(60, 30), "corner") != NULL);
        CHECK(!repaint);
    }
    STORY("a wide character that is cut at an edge becomes a space")
    {
        start(4, 1);
        (void)fit(8, 1);
        const char *shown = paint("a\xe6\x97\xa5\xe6\x9c\xac"
                                  "bc\x1b[1;1H",
                                  true);
        CHECK(strstr(shown, "a\xe6\x97\xa5 ") != NULL && !strstr(shown, "\xe6\x9c\xac"));
    }
    STORY("when the window fits again it is repainted")
    {
        (void)fit(4, 1);
        CHECK(repaint);
        (void)fit(4, 1);
        CHECK(!repaint);
        CHECK_SAID("plain", paint("plain", true));
    }
}

static void changed_sizes(void)
{
    STORY("a new size starts with an empty screen, also after a window that fitted")
    {
        start(20, 5);
        (void)fit(60, 5);
        (void)paint("old", true);
        CHECK_SAID(CLEAR, fit(60, 6));
        CHECK(repaint);
        CHECK_SAID(CLEAR, fit(61, 6));
        CHECK(repaint);
        (void)fit(20, 5);
        CHECK_SAID(CLEAR, fit(61, 6));
        CHECK(repaint);
    }
    STORY("the scroll region is set again after the screen was cleared")
    {
        start(20, 5);
        CHECK_SAID(SAVE "\x1b[r\x1b[1;4r" RESTORE, fit(20, 4));
        CHECK_SAID(CLEAR, fit(60, 4));
        CHECK_SAID(SAVE "\x1b[r\x1b[1;4r" RESTORE, fit(20, 4));
        CHECK_SAID(SAVE "\x1b[r\x1b[1;1r" RESTORE, fit(20, 1));
    }
    STORY("a window too large for this program is reported, with a remedy")
    {
        start(80, 24);
        const char *shown = fit(LIMIT_COLS + 1, 30);
        CHECK(strstr(shown, "[the window has 1001x30, this terminal less: enlarge it]") != NULL);
        CHECK(!repaint && s.noticed);
        CHECK_SAID("", paint("x", true));
    }
}

int main(void)
{
    said_start(); /* what was on the screen scrolls up first */
    start(80, 24);
    screen_paint(&s, SLICE("x"), true);
    const char *room = said();
    CHECK(strstr(room, "\x1b[22;0t\x1b[999;1H\n") == room);
    whole_windows();
    notices();
    parts();
    changed_sizes();
    return check_end();
}
