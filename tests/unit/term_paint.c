/* Frames for viewers: when a frame is due, and its contents. */
#include "engine.h"
#include "term/paint.h"

static struct painter painter;
static char frame[65536];
static bool whole;

static void start(bool keep_lines, bool clipboard)
{
    engine_start(20, 5);
    paint_init(&painter, keep_lines, clipboard);
}

/* Paints and returns a frame of at most size bytes. */
static const char *paint_some(size_t size)
{
    size_t len = paint_frame(&painter, &engine, (uint8_t *)frame, size, &whole);
    CHECK(len <= size);
    frame[len] = '\0';
    return frame;
}

static const char *paint(void)
{
    return paint_some(sizeof frame - 1);
}

static bool holds(const char *text)
{
    return strstr(paint(), text) != NULL;
}

static void test_colors(void)
{
    STORY("a viewer is sent the colours that a program set, and only those that changed since")
    {
        start(false, true);
        engine_feed("\033]11;#102030\007\033]4;1;#010203\007");
        CHECK(holds("\033]4;1;rgb:01/02/03\a") && whole);
        paint_invalidate(&painter);
        CHECK(holds("\033]104\a") && strstr(frame, "\033]11;rgb:10/20/30\a"));
        engine_feed("\033]4;2;#fff\007");
        CHECK(holds("\033]4;2;rgb:f0/f0/f0\a") && !strstr(frame, "]4;1;") &&
              !strstr(frame, "]104"));
        CHECK(!paint_due(&painter, &engine));
    }
    STORY("a colour that is reset is the viewer's own again")
    {
        start(false, true);
        engine_feed("\033]10;#111;#222;#333\007\033]4;7;#fff\007");
        paint();
        engine_feed("\033]111\007\033]104;7\007");
        CHECK(holds("\033]111\a") && strstr(frame, "\033]104;7\a") && !strstr(frame, "]110"));
        engine_feed("\033c");
        CHECK(holds("\033]110\a") && strstr(frame, "\033]112\a"));
    }
    STORY("a viewer whose program sets no colour is sent nothing that would reset its own")
    {
        start(false, true);
        engine_feed("\033]4;1;?\007\033]5;0;#123\007\033]13;#123\007\033c");
        CHECK(!holds("\033]1") && !strstr(frame, "\033]4"));
        paint_invalidate(&painter);
        CHECK(!holds("\033]1"));
    }
}

/* Sets all colours of the palette, each to its number plus `add`. */
static void set_palette(int add)
{
    for (int i = 0; i < 256; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "\033]4;%d;#%06x\007", i, i + add);
        engine_feed(text);
    }
}

static void test_whole_palette(void)
{
    STORY("256 colours are sent in as many frames as they need, each at least once")
    {
        start(false, true);
        set_palette(0);
        int sent = 0, frames = 0;
        do {
            const char *at = paint_some(PAINT_ROOM);
            while ((at = strstr(at, "\033]4;")) != NULL) {
                at++;
                sent++;
            }
        } while (!whole && frames++ < 100);
        CHECK(sent == 256 && frames > 1 && !paint_due(&painter, &engine));
    }
    STORY("a colour that changes while others are sent is sent again")
    {
        start(false, true);
        set_palette(1);
        (void)paint_some(PAINT_ROOM);
        engine_feed("\033]4;0;#fefefe\007");
        bool seen = false;
        for (int i = 0; !whole && i < 100; i++)
            seen |= strstr(paint_some(PAINT_ROOM), "\033]4;0;rgb:fe/fe/fe\a") != NULL;
        CHECK(seen && whole && !paint_due(&painter, &engine));
    }
}

static void test_due(void)
{
    STORY("a frame is due after a change, and no longer once the change was painted")
    {
        static const char *const changes[] = {
            "x",
            "\033[2;2H",
            "\033]2;t\007",
            "\007",
            "\033[?1h",
            "\033[?1000h",
            "\033[?1006h",
            "\033[4 q",
            "\033[?25l",
            "\033[?1049h",
            "\n\n\n\n\n",
            "\033]52;c;QUJD\007",
            "\033[41m\033[2J",
            "\033[?2004h",
            "\033=",
            "\033]12;red\007",
        };
        start(false, true);
        CHECK(paint_due(&painter, &engine));
        paint();
        for (size_t i = 0; i < COUNT(changes); i++) {
            engine_feed(changes[i]);
            if (!paint_due(&painter, &engine))
                CHECK_FAILED("change %zu: no frame is due", i);
            paint();
            if (!whole || paint_due(&painter, &engine))
                CHECK_FAILED("change %zu: a frame is still due", i);
        }
    }
    STORY("changes that are not sent to a viewer make no frame due")
    {
        start(false, false);
        paint();
        engine_feed("\033]52;c;QUJD\007\033[?6h\033[?45h\033[4h\0337");
        CHECK(!paint_due(&painter, &engine));
    }
    STORY("the whole screen is repainted for an invalidated viewer")
    {
        start(false, true);
        engine_feed("\033]2;name\007hello\033[?2004h");
        paint();
        paint();
        CHECK_STR("\033[0m", frame);
        paint_invalidate(&painter);
        CHECK(paint_due(&painter, &engine));
        CHECK(holds("\033[2J"));
        paint_invalidate(&painter);
        CHECK(holds("hello"));
        paint_invalidate(&painter);
        CHECK(holds("\033[?2004h"));
        paint_invalidate(&painter);
        CHECK(holds("\033]0;name\007"));
        CHECK(!paint_due(&painter, &engine));
    }
}

static void test_mouse(void)
{
    STORY("a mouse mode is sent after those that report less, for terminals that lack it")
    {
        start(false, false);
        paint();
        engine_feed("\033[?1002h\033[?1006h");
        paint();
        CHECK_STR("\033[0m\033[?1006h\033[?1000h\033[?1002h", frame);
        engine_feed("\033[?1003h");
        paint();
        CHECK_STR("\033[0m\033[?1002l\033[?1000l\033[?1006l"
                  "\033[?1006h\033[?1000h\033[?1002h\033[?1003h",
                  frame);
        engine_feed("\033[?1003l\033[?1006l");
        paint();
        CHECK_STR("\033[0m\033[?1003l\033[?1002l\033[?1000l\033[?1006l", frame);
        engine_feed("\033[?1000h");
        paint();
        CHECK_STR("\033[0m\033[?1000h", frame);
        engine_feed("\033[?9h");
        paint();
        CHECK_STR("\033[0m\033[?1000l\033[?9h", frame);
    }
}

static void test_contents(void)
{
    STORY("a viewer is not sent bells and clipboards from before it was attached")
    {
        start(false, true);
        engine_feed("\007\033]52;c;QUJD\007");
        CHECK(!holds("\033]52"));
        engine_feed("\007");
        paint();
        CHECK_STR("\033[0m\007", frame);
    }
    STORY("a clipboard is sent only to a viewer that accepts it")
    {
        start(false, true);
        paint();
        engine_feed("\033]52;c;QUJD\007");
        paint();
        CHECK_STR("\033[0m\033]52;c;QUJD\007", frame);
        start(false, false);
        paint();
        engine_feed("\033]52;c;QUJD\007x");
        CHECK(!holds("\033]52"));
    }
    STORY("a wrapped row is marked, except for a viewer that keeps lines")
    {
        start(false, false);
        engine_feed("aaaaaaaaaaaaaaaaaaaab");
        CHECK(holds("\033]7681;1\007"));
        start(true, false);
        engine_feed("aaaaaaaaaaaaaaaaaaaab");
        CHECK(!holds("\033]7681"));
    }
    STORY("a viewer's screen is scrolled; after more than a screenful it is repainted")
    {
        start(false, false);
        engine_feed("1\r\n2\r\n3\r\n4\r\n5");
        paint();
        engine_feed("\r\n6");
        paint();
        CHECK_STR("\033[0m\r\n6\033[K", frame);
        engine_feed("\r\n7\r\n8\r\n9\r\n10\r\n11");
        CHECK(!holds("\n"));
        CHECK(strstr(frame, "10") != NULL && strstr(frame, "7") != NULL);
    }
}

/* Fills the screen with characters, each in a different style and with a different link, which take
 * many bytes. */
static void fill(void)
{
    for (unsigned i = 0; i < 100; i++) {
        char text[128];
        snprintf(text, sizeof text,
                 "\033]8;;http://example.org/%u\007\033[38;2;%u;%u;%u;4:3;58:2::%u:1:1mx", i, i,
                 i + 1, i + 2, i);
        engine_feed(text);
    }
}

static void test_room(void)
{
    STORY("frames of the smallest size complete any screen")
    {
        start(false, false);
        fill();
        unsigned frames = 0;
        whole = false;
        while (!whole && frames++ < 100) {
            CHECK(paint_due(&painter, &engine));
            paint_some(PAINT_ROOM);
        }
        CHECK(whole && frames > 2);
        CHECK(!paint_due(&painter, &engine));
    }
    STORY("a frame that ends within a row resets style and link")
    {
        start(false, false);
        engine_feed("\033]8;;http://example.org/\007\033[1m");
        fill();
        paint_some(PAINT_ROOM);
        size_t len = strlen(frame);
        CHECK(len > 10 && strcmp(frame + len - 10, "\033[0m\033]8;;\007") == 0);
    }
}

int main(void)
{
    test_due();
    test_colors();
    test_whole_palette();
    test_contents();
    test_mouse();
    test_room();
    return check_end();
}
