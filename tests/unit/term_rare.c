/* Colours of cells, and the bounded tables: sharing of entries, sweeps, behaviour when full. */
#include "engine.h"
#include "term/cluster.h"
#include "term/parse.h"
#include "term/resize.h"

static bool same_style(const struct style *a, const struct style *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void test_packing(void)
{
    STORY("a cell gives back the style that it was made of, at every edge")
    {
        static const uint32_t colors[] = {COLOR_DEFAULT, COLOR_PALETTE | 0, COLOR_PALETTE | 255,
                                          COLOR_RGB | 0, COLOR_RGB | 0xFF,  COLOR_RGB | 0xFFFFFF};
        for (unsigned i = 0; i < COUNT(colors) * COUNT(colors); i++)
            for (unsigned bit = 0; bit < 12; bit++) {
                struct style s = {.foreground = colors[i % COUNT(colors)],
                                  .background = colors[i / COUNT(colors)],
                                  .attributes = (uint16_t)(bit < 9 ? 1u << bit : 0x1FF),
                                  .underline = (uint16_t)(bit % 6)};
                struct cell c = cell_of(&s, CELL_RARE_MAX - 1);
                struct style back = cell_style(c);
                CHECK(same_style(&s, &back));
                CHECK_U64(CELL_RARE_MAX - 1, cell_rare(c));
                CHECK(!cell_written(c));
                CHECK_U64(0, cell_rare(cell_of(&s, 0)));
            }
    }
    STORY("cells look alike only if every part of their looks is alike")
    {
        struct style plain = {0}, other[] = {{.foreground = COLOR_PALETTE | 0},
                                             {.background = COLOR_RGB | 0},
                                             {.attributes = ATTR_OVERLINE},
                                             {.attributes = ATTR_BOLD},
                                             {.underline = UNDERLINE_DASHED}};
        struct cell c = cell_of(&plain, 0), same = c;
        same.text |= 'x' | CELL_WIDE | CELL_PROTECTED;
        CHECK(cell_looks_like(c, same) && cell_written(same) && !cell_is_zero(same));
        for (unsigned i = 0; i < COUNT(other); i++)
            CHECK(!cell_looks_like(c, cell_of(&other[i], 0)));
        CHECK(!cell_looks_like(c, cell_of(&plain, 1)) && !cell_looks_like(c, cell_of(&plain, 256)));
    }
}

static void check_style(uint16_t x, uint16_t y, uint32_t foreground, uint32_t background)
{
    CHECK_U64(foreground, engine_style(x, y).foreground);
    CHECK_U64(background, engine_style(x, y).background);
}

static void test_colors(void)
{
    STORY("colour 255 of the palette, black by RGB and the default are three different things")
    {
        engine_start(10, 2);
        engine_feed(
            "\033[38;5;255;48;5;0ma\033[38;2;0;0;0;48;2;255;255;255mb\033[39;49mc\033[30;40md");
        check_style(0, 0, COLOR_PALETTE | 255, COLOR_PALETTE | 0);
        check_style(1, 0, COLOR_RGB | 0, COLOR_RGB | 0xFFFFFF);
        check_style(2, 0, COLOR_DEFAULT, COLOR_DEFAULT);
        check_style(3, 0, COLOR_PALETTE | 0, COLOR_PALETTE | 0);
    }
    STORY("colours with colons: with a colour space, with an empty one, and without one")
    {
        engine_start(10, 2);
        engine_feed("\033[38:2:1:10:20:30ma\033[48:2::10:20:30mb\033[0;38:2:10:20:30mc"
                    "\033[0;48:5:255md\033[38:2::256:0:0;48:5:256me");
        check_style(0, 0, COLOR_RGB | 0x0A141E, 0);
        check_style(1, 0, COLOR_RGB | 0x0A141E, COLOR_RGB | 0x0A141E);
        check_style(2, 0, COLOR_RGB | 0x0A141E, 0);
        check_style(3, 0, 0, COLOR_PALETTE | 255);
        check_style(4, 0, 0, COLOR_PALETTE | 255);
    }
    STORY("an erased cell has the background alone, and counts as not written")
    {
        engine_start(10, 2);
        engine_feed("\033[31;44;1;4;9;53mx\033[K\033[2;1H\033[48;2;0;0;0m\033[3X");
        check_style(0, 0, COLOR_PALETTE | 1, COLOR_PALETTE | 4);
        check_style(1, 0, 0, COLOR_PALETTE | 4);
        check_style(2, 1, 0, COLOR_RGB | 0);
        CHECK_U64(0, engine_style(1, 0).attributes | engine_style(1, 0).underline);
        CHECK(cell_written(term_cells(&engine, 0)[0]) && !cell_written(term_cells(&engine, 0)[1]));
        CHECK(!cell_written(term_cells(&engine, 1)[2]) && !cell_is_zero(term_cells(&engine, 1)[2]));
        CHECK(cell_is_zero(term_cells(&engine, 1)[3]));
    }
}

/* The colour of half a cell in a frame of a gradient; y counts halves. */
static uint32_t gradient_color(unsigned x, unsigned y, unsigned frame)
{
    unsigned red = (x * 5 + frame) & 0xFF, green = (y * 3 + frame) & 0xFF;
    return red << 16 | green << 8 | ((x + y * 7 + frame * 11) & 0xFF);
}

static void gradient_feed(uint16_t cols, uint16_t rows, unsigned frame)
{
    for (unsigned y = 0; y < rows; y++) {
        char text[64];
        snprintf(text, sizeof text, "\033[%u;1H", y + 1);
        engine_feed(text);
        for (unsigned x = 0; x < cols; x++) {
            uint32_t a = gradient_color(x, y * 2, frame), b = gradient_color(x, y * 2 + 1, frame);
            int len = snprintf(text, sizeof text, "\033[38;2;%u;%u;%u;48;2;%u;%u;%um\xE2\x96\x80",
                               a >> 16, a >> 8 & 255, a & 255, b >> 16, b >> 8 & 255, b & 255);
            term_feed(&engine, &engine_undo, slice_make((const uint8_t *)text, (size_t)len), 0);
        }
    }
    CHECK(term_check(&engine));
}

/* The number of cells that are not as gradient_feed() wrote them. */
static unsigned gradient_wrong(unsigned frame)
{
    unsigned wrong = 0;
    for (uint16_t y = 0; y < engine.state.rows; y++)
        for (uint16_t x = 0; x < engine.state.cols; x++) {
            struct style s = engine_style(x, y);
            wrong += s.foreground != (COLOR_RGB | gradient_color(x, y * 2u, frame)) ||
                     s.background != (COLOR_RGB | gradient_color(x, y * 2u + 1, frame)) ||
                     (term_cells(&engine, y)[x].text & CELL_VALUE) != 0x2580;
        }
    return wrong;
}

static void test_gradient(void)
{
    STORY("a gradient of half blocks has every cell exact in each of ten frames, at any size")
    {
        static const struct {
            uint16_t cols, rows;
        } sizes[] = {{160, 50},
                     {LIMIT_COLS, LIMIT_CELLS / LIMIT_COLS},
                     {LIMIT_CELLS / LIMIT_ROWS, LIMIT_ROWS}};
        for (size_t i = 0; i < COUNT(sizes); i++) {
            engine_start(sizes[i].cols, sizes[i].rows);
            for (unsigned frame = 0; frame < 10; frame++) {
                gradient_feed(sizes[i].cols, sizes[i].rows, frame);
                CHECK_U64(0, gradient_wrong(frame));
            }
            CHECK_U64(0, engine.counts.sweeps);
        }
    }
}

static uint16_t intern(uint32_t color, const char *uri)
{
    return rare_intern(&engine, color, slice_of(uri));
}

static void test_tables(void)
{
    STORY("equal links and underline colours have one entry; the entry of neither is 0")
    {
        engine_start(10, 2);
        uint16_t a = intern(0, "h:a"), b = intern(0, "h:b"), c = intern(COLOR_RGB, "h:a");
        CHECK_U64(0, intern(0, ""));
        CHECK(a != 0 && a != b && a != c && b != c);
        CHECK_U64(a, intern(0, "h:a"));
        CHECK_U64(c, intern(COLOR_RGB, "h:a"));
        CHECK(intern(COLOR_RGB, "") != c);
        CHECK_BYTES("h:b", 3, rare_uri(&engine, b).at, rare_uri(&engine, b).len);
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
        for (uint32_t i = 1; i < LIMIT_RARE; i++)
            CHECK(rare_intern(&engine, COLOR_RGB | i, (struct slice){0}) != 0);
        CHECK_U64(0, intern(0, "h:one more"));
        CHECK_U64(1, engine.counts.rare_dropped);
    }
    STORY("with a full table, colours are exact, and an underline colour is the only thing dropped")
    {
        engine_start(10, 2);
        for (uint32_t i = 2; i < LIMIT_RARE; i++)
            rare_intern(&engine, COLOR_RGB | i, (struct slice){0});
        engine_feed("\033]8;;h:x\007\033[38;2;1;2;3;48;2;4;5;6;4;58;5;9mx");
        check_style(0, 0, COLOR_RGB | 0x010203, COLOR_RGB | 0x040506);
        CHECK_U64(UNDERLINE_SINGLE, engine_style(0, 0).underline);
        CHECK_U64(COLOR_DEFAULT, engine_style(0, 0).underline_color);
        CHECK_STR("h:x", engine_link(0, 0));
        CHECK_U64(1, engine.counts.rare_dropped);
    }
}

/* Prints n characters, each with a different underline colour. */
static void rainbow(uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++) {
        char text[64];
        snprintf(text, sizeof text, "\033[58;2;%u;%u;%umx", i >> 16 & 255, i >> 8 & 255, i & 255);
        engine_feed(text);
    }
}

#define KEEP "\033[58;2;9;9;9mKEEP\033]8;;http://keep/\007e\xCC\x81\033]8;;\007"

static void check_kept(uint16_t y)
{
    CHECK_U64(COLOR_RGB | 0x090909, engine_style(0, y).underline_color);
    CHECK_STR("KEEPe\xCC\x81", engine_row(y));
    CHECK_STR("http://keep/", engine_link(4, y));
}

static void test_sweeps(void)
{
    STORY("more underline colours than the table holds can scroll by, as unused ones are swept")
    {
        engine_start(20, 5);
        rainbow(1, 3 * LIMIT_RARE);
        CHECK(engine.counts.sweeps > 0);
        CHECK_U64(0, engine.counts.rare_dropped);
        uint16_t x = (uint16_t)(engine.state.cursor.x - 1), y = engine.state.cursor.y;
        CHECK_U64(COLOR_RGB | (3 * LIMIT_RARE), engine_style(x, y).underline_color);
    }
    STORY("a sweep keeps the links, underline colours and clusters of both screens")
    {
        engine_start(20, 5);
        engine_feed(KEEP "\033[?1049h");
        rainbow(1, 2 * LIMIT_RARE);
        CHECK(engine.counts.sweeps > 0);
        engine_feed("\033[?1049l");
        check_kept(0);
    }
}

/* Fills the table until it is swept, printing only in the cell in the corner. */
static void sweep(void)
{
    uint64_t sweeps = engine.counts.sweeps;
    for (uint32_t i = 1; engine.counts.sweeps == sweeps && i < 4 * LIMIT_RARE; i++) {
        char text[64];
        snprintf(text, sizeof text, "\0337\033[58;2;%u;%u;1m\033[HZ\0338", i >> 8 & 255, i & 255);
        engine_feed(text);
    }
    CHECK_U64(sweeps + 1, engine.counts.sweeps);
}

static void test_sweeps_of_the_other_screen(void)
{
    STORY("a sweep on the main screen keeps what the alternate screen names")
    {
        engine_start(20, 5);
        engine_feed("\033[?47h\033[2;1H" KEEP "\033[?47l");
        sweep();
        engine_feed("\033[?47h");
        check_kept(1);
    }
    STORY("a sweep on the alternate screen keeps what the main screen names")
    {
        engine_start(20, 5);
        engine_feed("\033[2;1H" KEEP "\033[?47h");
        sweep();
        engine_feed("\033[?47l");
        check_kept(1);
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
            engine_feed("\033[58;2;9;9;9mx\0337\033[m\r ");
            rainbow(1, LIMIT_RARE);
            CHECK(engine.counts.sweeps > 0);
            engine_feed("\0338y");
            CHECK_U64(COLOR_RGB | 0x090909, engine_style(1, 0).underline_color);
        }
    }
    STORY("the pen's underline colour is found again after a sweep")
    {
        engine_start(20, 5);
        engine_feed("\033[2;2Hx\033[58;2;9;9;9mx\b\033[X");
        engine.rares.used = LIMIT_RARE;
        for (unsigned i = 0; i < 30; i++)
            engine_feed("\033[1;1H\033[2J");
        CHECK(engine.counts.sweeps > 0);
        CHECK_U64(1, engine.rares.used);
        engine_feed("y");
        CHECK_U64(COLOR_RGB | 0x090909, engine_style(0, 0).underline_color);
    }
    STORY("the current link survives a sweep, unused links do not")
    {
        engine_start(20, 5);
        engine_feed("\033]8;;http://other/\007\033]8;;http://pen/\007");
        uint16_t link = engine.state.cursor.link;
        engine.rares.used = LIMIT_RARE;
        for (unsigned i = 0; i < 30; i++)
            engine_feed("\033[1;1H\033[2J");
        CHECK_U64(2, engine.rares.used);
        CHECK_U64(1, engine.rares.units_used);
        CHECK_BYTES("http://pen/", 11, rare_uri(&engine, link).at, rare_uri(&engine, link).len);
    }
}

static void test_sweeps_are_rare(void)
{
    STORY("a table that is half full is not swept, nor one swept a few bytes ago")
    {
        engine_start(20, 5);
        for (unsigned i = 0; i < 150; i++) {
            engine.rares.used = LIMIT_RARE / 2;
            engine_feed(" ");
        }
        CHECK_U64(0, engine.counts.sweeps);
        engine.rares.used = LIMIT_RARE / 2 + 1;
        engine_feed(" ");
        CHECK_U64(1, engine.counts.sweeps);
        for (unsigned i = 0; i < 39; i++) {
            engine.rares.used = LIMIT_RARE / 2 + 1;
            engine_feed(" ");
        }
        CHECK_U64(1, engine.counts.sweeps);
        for (unsigned i = 0; i < 20; i++) {
            engine.rares.used = LIMIT_RARE / 2 + 1;
            engine_feed(" ");
        }
        CHECK_U64(2, engine.counts.sweeps);
    }
}

#define FILES 100

/* Feeds the name of a file as a link, as ls does. */
static void feed_file(unsigned n, const char *after)
{
    char text[160];
    snprintf(text, sizeof text,
             "\033]8;;file://host/home/person/folder/f%04u\007f%04u\033]8;;\007%s", n, n, after);
    engine_feed(text);
}

static const char *file_uri(unsigned n)
{
    static char uri[64];
    snprintf(uri, sizeof uri, "file://host/home/person/folder/f%04u", n);
    return uri;
}

static void test_many_links(void)
{
    STORY("ls --hyperlink=always of 100 files shows every name as a link to its file")
    {
        engine_start(60, 12);
        for (unsigned n = 0; n < FILES; n++)
            feed_file(n, n % 10 == 9 ? "\r\n" : " ");
        for (unsigned n = 0; n < FILES; n++) {
            CHECK_STR(file_uri(n), engine_link((uint16_t)(n % 10 * 6 + 4), (uint16_t)(n / 10)));
            CHECK_STR("", engine_link((uint16_t)(n % 10 * 6 + 5), (uint16_t)(n / 10)));
        }
        CHECK_U64(0, engine.counts.rare_dropped);
    }
    STORY("of 5,000 links that scroll by, those on the screen and in the history are exact")
    {
        struct history_line l;
        struct history_cell c;
        engine_start(20, 50);
        for (unsigned n = 0; n < 5000; n++)
            feed_file(n, "\r\n");
        for (uint16_t y = 0; y < 49; y++)
            CHECK_STR(file_uri(4951u + y), engine_link(0, y));
        CHECK_U64(0, engine.counts.rare_dropped);
        for (uint64_t line = engine.history.state.first; line < engine.history.state.next; line++) {
            CHECK(history_find(&engine.history, line, &l) && history_cell(&l, &c));
            CHECK_BYTES(file_uri((unsigned)line), strlen(file_uri(0)), c.link.at, c.link.len);
        }
    }
}

static void test_long_links(void)
{
    STORY("the longest link is kept, on the screen and in the history; a longer one is none")
    {
        static char text[LIMIT_LINK_BYTES + 64];
        for (unsigned more = 0; more < 2; more++) {
            struct history_line l;
            struct history_cell c;
            engine_start(20, 2);
            engine_feed("\033]8;;http://before/\007b");
            int head = snprintf(text, sizeof text, "\033]8;id=x;http://");
            memset(text + head, 'u', LIMIT_LINK_BYTES - 7 + more);
            strcpy(text + head + LIMIT_LINK_BYTES - 7 + more, "\007");
            engine_feed(text);
            engine_feed("long\033]8;;\007");
            CHECK_STR("http://before/", engine_link(0, 0));
            CHECK_U64(more > 0 ? 0 : LIMIT_LINK_BYTES, strlen(engine_link(1, 0)));
            CHECK_U64(more, engine.counts.rare_dropped);
            engine_feed("\r\n\n");
            CHECK(history_find(&engine.history, 0, &l) && history_cell(&l, &c) &&
                  history_cell(&l, &c));
            CHECK_U64(more > 0 ? 0 : LIMIT_LINK_BYTES, c.link.len);
        }
    }
    STORY("with no room for a link's URI, the text has no link, and not the one before")
    {
        engine_start(80, 24);
        for (unsigned i = 0; i <= LIMIT_URI_BYTES / LIMIT_LINK_BYTES; i++) {
            uint8_t uri[LIMIT_LINK_BYTES];
            memset(uri, 'a' + (int)i, sizeof uri);
            rare_intern(&engine, 0, slice_make(uri, sizeof uri));
        }
        CHECK_U64(1, engine.counts.rare_dropped);
        engine_feed("\033]8;;h:x\007a\033]8;;");
        for (unsigned i = 0; i < 32; i++)
            engine_feed("http://a.long.address.of.a.file/that/takes/many/units/in/the/table/");
        engine_feed("\007b");
        CHECK_STR("", engine_link(1, 0));
    }
}

static void test_rollback(void)
{
    STORY("a chunk that was cut off and fed again has its links and underline colours once")
    {
        static const char bytes[] = "\033]8;;h:new\007\033[4;58;5;9;48;2;1;2;3mx\033]8;;\007y";
        struct slice all = slice_of(bytes);
        for (size_t cut = 0; cut <= all.len; cut++) {
            engine_start(10, 2);
            engine_feed("\033[38;2;9;8;7;4;58;5;7mkept\r");
            struct feed f = {.t = &engine, .u = &engine_undo, .now_ms = 0};
            undo_begin(&engine_undo, &engine);
            engine.state.tick++;
            parse_feed(&f, slice_part(all, 0, cut));
            undo_rollback(&engine_undo, &engine);
            CHECK_U64(COLOR_PALETTE | 7, engine_style(0, 0).underline_color);
            CHECK_U64(COLOR_RGB | 0x090807, engine_style(0, 0).foreground);
            engine_feed(bytes);
            CHECK_STR("h:new", engine_link(0, 0));
            CHECK_STR("", engine_link(1, 0));
            CHECK_U64(COLOR_PALETTE | 9, engine_style(1, 0).underline_color);
            CHECK_U64(COLOR_PALETTE | 7, engine_style(2, 0).underline_color);
            CHECK_U64(5, engine.rares.used);
        }
    }
}

static struct scratch scratch;

/* Feeds a line of 18 characters, each with colours, an underline colour and a link of its own. */
static void feed_colors(uint32_t line)
{
    for (uint32_t i = 0; i < 18; i++) {
        char text[160];
        uint32_t n = line * 18 + i;
        snprintf(text, sizeof text,
                 "\033]8;;h:%u\007\033[38;2;%u;0;1;48;2;2;%u;3;4:3;58;2;4;5;%um%c", i, n, n, i,
                 'a' + (int)i);
        engine_feed(text);
    }
    engine_feed("\033]8;;\007\033[m\r\n");
}

static void check_colors(const struct style *s, struct slice link, uint32_t n)
{
    char uri[16];
    snprintf(uri, sizeof uri, "h:%u", n % 18);
    CHECK_U64(COLOR_RGB | n << 16 | 1, s->foreground);
    CHECK_U64(COLOR_RGB | 0x020003 | n << 8, s->background);
    CHECK_U64(COLOR_RGB | 0x040500 | n % 18, s->underline_color);
    CHECK_U64(UNDERLINE_CURLY, s->underline);
    CHECK_BYTES(uri, strlen(uri), link.at, link.len);
}

static void test_other_sizes(void)
{
    STORY("other sizes and back leave each cell its colours and link, on the screen and off it")
    {
        static const uint16_t sizes[][2] = {{7, 10}, {5, 2}, {18, 3}, {1, 1}, {40, 20}, {20, 10}};
        engine_start(20, 10);
        for (uint32_t line = 0; line < 9; line++)
            feed_colors(line);
        for (size_t i = 0; i < COUNT(sizes); i++) {
            term_resize(&engine, &scratch, sizes[i][0], sizes[i][1]);
            CHECK(term_check(&engine));
        }
        CHECK_U64(0, engine.counts.rare_dropped);
        for (uint32_t n = 0; n < 9 * 18; n++) {
            struct cell c = term_cells(&engine, (uint16_t)(n / 18))[n % 18];
            struct style s = rare_style(&engine, c);
            check_colors(&s, rare_link(&engine, c), n);
        }
    }
    STORY("lines of the history have each character's colours and link exactly")
    {
        struct history_line l;
        struct history_cell c;
        engine_start(20, 2);
        for (uint32_t line = 0; line < 9; line++)
            feed_colors(line);
        for (uint32_t line = 0; line < 8; line++) {
            CHECK(history_find(&engine.history, line, &l));
            for (uint32_t i = 0; i < 18; i++) {
                CHECK(history_cell(&l, &c));
                check_colors(&c.style, c.link, line * 18 + i);
            }
        }
    }
}

static void test_sweeps_of_full_screens(void)
{
    STORY("a table that the screen itself fills is swept only now and then")
    {
        engine_start(60, 60);
        for (unsigned i = 0; i < LIMIT_RARE * 3 / 4; i++) {
            char text[64];
            snprintf(text, sizeof text, "\033[58;2;1;%u;%umx", i >> 8, i & 255);
            engine_feed(text);
        }
        uint64_t sweeps = engine.counts.sweeps;
        CHECK(sweeps > 0);
        static char blanks[3600];
        memset(blanks, ' ', sizeof blanks);
        engine_feed("\033[m\033[60;1H\033[?7l");
        for (unsigned i = 0; i < 16; i++)
            engine_feed_bytes(blanks, sizeof blanks);
        CHECK(engine.counts.sweeps - sweeps >= 7 && engine.counts.sweeps - sweeps <= 9);
        CHECK_U64(0, engine.counts.rare_dropped);
        CHECK_U64(COLOR_RGB | 0x010000, engine_style(0, 0).underline_color);
    }
}

int main(void)
{
    test_sweeps_of_full_screens();
    test_many_links();
    test_long_links();
    test_rollback();
    test_other_sizes();

    test_packing();
    test_colors();
    test_gradient();
    test_tables();
    test_sweeps();
    test_sweeps_of_the_other_screen();
    test_sweeps_of_what_is_written_next();
    test_sweeps_are_rare();
    return check_end();
}
