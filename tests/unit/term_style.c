/* The bounded tables: sharing of entries, sweeps, behaviour when full. */
#include "engine.h"
#include "term/cluster.h"
#include "term/link.h"
#include "term/style.h"

static struct style color_style(uint32_t n)
{
    return (struct style){.foreground = COLOR_RGB | n, .attributes = ATTR_BOLD};
}

static void test_tables(void)
{
    STORY("equal styles have the same index; that of the default style is 0")
    {
        engine_start(10, 2);
        struct style a = color_style(1), b = color_style(2), none = {0};
        uint16_t i = style_intern(&engine, &a);
        CHECK_U64(0, style_intern(&engine, &none));
        CHECK(i != 0 && i != style_intern(&engine, &b));
        CHECK_U64(i, style_intern(&engine, &a));
    }
    STORY("with a full table, the nearest colour is used and counted")
    {
        engine_start(10, 2);
        for (uint32_t i = 0; i < LIMIT_STYLES + 10; i++) {
            struct style s = color_style(i * 16);
            style_intern(&engine, &s);
        }
        CHECK_U64(11, engine.counts.styles_nearest);
        struct style near = color_style(1);
        CHECK_U64(COLOR_RGB, engine.styles.entries[style_intern(&engine, &near)].foreground);
    }
    STORY("with full tables, a cluster shows its base character and a link is plain text")
    {
        engine_start(10, 2);
        for (uint32_t i = 0; i < LIMIT_CLUSTERS; i++) {
            uint32_t points[2] = {0x100 + i, 0x301};
            CHECK(cluster_intern(&engine, points, 2) != points[0]);
        }
        uint32_t more[2] = {'z', 0x301};
        CHECK_U64('z', cluster_intern(&engine, more, 2));
        for (uint32_t i = 1; i < LIMIT_LINKS; i++) {
            char uri[8] = {'h', ':', (char)('0' + i / 10), (char)('0' + i % 10)};
            CHECK(link_intern(&engine, (struct slice){(uint8_t *)uri, 4}) != 0);
        }
        CHECK_U64(0, link_intern(&engine, SLICE("h:one more")));
        CHECK_U64(1, engine.counts.links_dropped);
    }
}

/* Prints n characters, each in a different colour. */
static void rainbow(uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++) {
        char text[64];
        snprintf(text, sizeof text, "\033[38;2;%u;%u;%umx", i >> 16 & 255, i >> 8 & 255, i & 255);
        engine_feed(text);
    }
}

static void test_sweeps(void)
{
    STORY("more colours than the table holds can scroll by, as unused entries are swept")
    {
        engine_start(20, 5);
        rainbow(1, 3 * LIMIT_STYLES);
        CHECK(engine.counts.sweeps > 0);
        CHECK_U64(0, engine.counts.styles_nearest);
        uint16_t x = (uint16_t)(engine.state.cursor.x - 1), y = engine.state.cursor.y;
        CHECK_U64(COLOR_RGB | (3 * LIMIT_STYLES), engine_style(x, y).foreground);
    }
    STORY("a sweep keeps the styles, links and clusters of both screens")
    {
        engine_start(20, 5);
        engine_feed("\033[38;2;9;9;9mKEEP\033]8;;http://keep/\007e\xCC\x81\033]8;;\007\033[?1049h");
        rainbow(1, 2 * LIMIT_STYLES);
        CHECK(engine.counts.sweeps > 0);
        engine_feed("\033[?1049l");
        CHECK_U64(COLOR_RGB | 0x090909, engine_style(0, 0).foreground);
        CHECK_STR("KEEPe\xCC\x81", engine_row(0));
        CHECK_STR("http://keep/",
                  (const char *)engine.links.entries[term_cells(&engine, 0)[4].link].uri);
    }
}

/* Fills the table of styles until it is swept, printing only in the cell in the corner. */
static void sweep(void)
{
    uint64_t sweeps = engine.counts.sweeps;
    for (uint32_t i = 1; engine.counts.sweeps == sweeps && i < 4 * LIMIT_STYLES; i++) {
        char text[64];
        snprintf(text, sizeof text, "\033[38;2;%u;%u;1m\033[42;1;1;1;1$x", i >> 8 & 255, i & 255);
        engine_feed(text);
    }
    CHECK_U64(sweeps + 1, engine.counts.sweeps);
}

static void test_sweeps_of_the_other_screen(void)
{
    STORY("a sweep on the main screen keeps the styles of the alternate screen")
    {
        engine_start(20, 5);
        engine_feed("\033[?47h\033[2;1H\033[38;2;9;9;9mKEEP\033]8;;http://keep/\007"
                    "e\xCC\x81\033]8;;\007\033[?47l");
        sweep();
        engine_feed("\033[?47h");
        CHECK_U64(COLOR_RGB | 0x090909, engine_style(0, 1).foreground);
        CHECK_STR("KEEPe\xCC\x81", engine_row(1));
        CHECK_STR("http://keep/",
                  (const char *)engine.links.entries[term_cells(&engine, 1)[4].link].uri);
    }
    STORY("a sweep on the alternate screen keeps the styles of the main screen")
    {
        engine_start(20, 5);
        engine_feed("\033[2;1H\033[38;2;9;9;9mKEEP\033[?47h");
        sweep();
        engine_feed("\033[?47l");
        CHECK_U64(COLOR_RGB | 0x090909, engine_style(0, 1).foreground);
    }
}

static void test_sweeps_of_what_is_written_next(void)
{
    STORY("a saved cursor writes in its style after a sweep, on either screen")
    {
        static const char *const screens[] = {"", "\033[?47h"};
        for (size_t i = 0; i < COUNT(screens); i++) {
            engine_start(20, 5);
            engine_feed(screens[i]);
            engine_feed("\033[38;2;9;9;9mx\0337\033[m\r ");
            sweep();
            engine_feed("\0338y");
            CHECK_U64(COLOR_RGB | 0x090909, engine_style(1, 0).foreground);
        }
    }
    STORY("the pen's style is found again after a sweep")
    {
        engine_start(20, 5);
        engine_feed("\033[2;2Hx\033[38;2;9;9;9mx\b\033[X");
        uint16_t old = engine.state.cursor.pen_index;
        struct style pen = engine.state.cursor.pen;
        engine.styles.used = LIMIT_STYLES;
        engine_feed("\033[1;1H                                        "
                    "                                        "
                    "                                        \033[2J");
        engine_feed("\033[Hy");
        CHECK(old != 0 && engine.counts.sweeps > 0);
        CHECK_U64(
            pen.foreground,
            engine_style((uint16_t)(engine.state.cursor.x - 1), engine.state.cursor.y).foreground);
    }
    STORY("the current link survives a sweep, unused links do not")
    {
        engine_start(20, 5);
        engine_feed("\033]8;;http://other/\007\033]8;;http://pen/\007");
        uint16_t link = engine.state.cursor.link;
        sweep();
        CHECK_U64(1, engine.links.used);
        CHECK_STR("http://pen/", (const char *)engine.links.entries[link].uri);
        CHECK_U64(11, engine.links.entries[link].len);
    }
    STORY("a table that is half full is not swept, nor one swept a few bytes ago")
    {
        engine_start(20, 5);
        engine.styles.used = LIMIT_STYLES / 2;
        rainbow(1, 1);
        engine.styles.used = LIMIT_STYLES / 2;
        engine_feed("                                                                          "
                    "                                                                          ");
        CHECK_U64(0, engine.counts.sweeps);
        engine.styles.used = LIMIT_STYLES / 2 + 1;
        engine_feed(" ");
        CHECK_U64(1, engine.counts.sweeps);
        engine.styles.used = LIMIT_STYLES / 2 + 1;
        for (unsigned i = 0; i < 99; i++)
            engine_feed(" ");
        CHECK_U64(1, engine.counts.sweeps);
        engine_feed(" ");
        CHECK_U64(2, engine.counts.sweeps);
    }
}

int main(void)
{
    test_tables();
    test_sweeps();
    test_sweeps_of_the_other_screen();
    test_sweeps_of_what_is_written_next();
    return check_end();
}
