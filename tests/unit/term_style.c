/* The bounded tables: what is shared, what a sweep frees, what happens when they are full. */
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
    STORY("the same style has the same index, the default one is 0")
    {
        engine_start(10, 2);
        struct style a = color_style(1), b = color_style(2), none = {0};
        uint16_t i = style_intern(&engine, &a);
        CHECK_U64(0, style_intern(&engine, &none));
        CHECK(i != 0 && i != style_intern(&engine, &b));
        CHECK_U64(i, style_intern(&engine, &a));
    }
    STORY("a full table gives the nearest colour and counts it")
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
    STORY("a full table of clusters leaves the base, one of links no link")
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

/* Prints n characters, each in a colour of its own. */
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
    STORY("more colours than the table holds pass by, since what left the screen is swept")
    {
        engine_start(20, 5);
        rainbow(1, 3 * LIMIT_STYLES);
        CHECK(engine.counts.sweeps > 0);
        CHECK_U64(0, engine.counts.styles_nearest);
        uint16_t x = (uint16_t)(engine.state.cursor.x - 1), y = engine.state.cursor.y;
        CHECK_U64(COLOR_RGB | (3 * LIMIT_STYLES), engine_style(x, y).foreground);
    }
    STORY("a sweep leaves what either screen shows")
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

int main(void)
{
    test_tables();
    test_sweeps();
    return check_end();
}
