/* The grid: marks for painters, wide characters, margins, limits. */
#include "engine.h"
#include "term/wrap.h"

static uint64_t changed(uint16_t y)
{
    return term_row(&engine, y)->changed;
}

static void test_marks(void)
{
    STORY("only rows that were written to are marked changed")
    {
        engine_start(10, 4);
        engine_feed("\033[2;1Hx");
        uint64_t tick = engine.state.tick;
        CHECK(changed(0) < tick && changed(1) == tick && changed(2) < tick);
    }
    STORY("scrolling the whole screen marks only the new row")
    {
        engine_start(10, 3);
        engine_feed("a\r\nb\r\nc");
        engine_feed("\n");
        uint64_t tick = engine.state.tick;
        CHECK_U64(1, engine.state.scrolled);
        CHECK(changed(0) < tick && changed(1) < tick && changed(2) == tick);
        CHECK_STR("b", engine_row(0));
        CHECK_U64(1, engine.history.state.next);
    }
    STORY("any other movement marks every row that moved")
    {
        engine_start(10, 4);
        engine_feed("a\r\nb\r\nc\r\nd\033[2;3r");
        engine_feed("\033[3;1H\n");
        uint64_t tick = engine.state.tick;
        CHECK_U64(0, engine.state.scrolled);
        CHECK(changed(0) < tick && changed(1) == tick && changed(2) == tick && changed(3) < tick);
        CHECK_U64(0, engine.history.state.next);
    }
    STORY("rows scrolled off the top enter the history, except those of the alternate screen")
    {
        engine_start(10, 4);
        engine_feed("a\r\nb\r\nc\r\nd\033[1;3r\033[3;1H\n\n");
        CHECK_U64(2, engine.history.state.next);
        engine_feed("\033[r\033[?1049h\033[4;1H\n\n\n");
        CHECK_U64(2, engine.history.state.next);
        CHECK_U64(3, engine.state.scrolled);
    }
    STORY("erasing erased cells marks nothing")
    {
        engine_start(10, 3);
        engine_feed("x");
        uint64_t before = changed(1);
        engine_feed("\033[2;1H\033[J");
        CHECK_U64(before, changed(1));
    }
}

static void test_wide(void)
{
    STORY("overwriting half of a wide character leaves a space in the other half")
    {
        engine_start(10, 2);
        engine_feed("\xE6\x97\xA5\xE6\x9C\xAC\033[1;2Hx\033[1;3Hy");
        CHECK_STR(" xy", engine_row(0));
    }
    STORY("a wide character that does not fit in the last column wraps")
    {
        engine_start(5, 2);
        engine_feed("abcd\xE6\x97\xA5");
        CHECK_STR("abcd", engine_row(0));
        CHECK_STR("\xE6\x97\xA5", engine_row(1));
        CHECK(wrap_continues(&engine, SCREEN_MAIN, 0));
        CHECK_U64(4, wrap_columns(&engine, SCREEN_MAIN, 0));
        engine_feed("\033[1;5Hx");
        CHECK_U64(5, wrap_columns(&engine, SCREEN_MAIN, 0));
    }
    STORY("a wide character that straddles a margin leaves spaces")
    {
        engine_start(10, 2);
        engine_feed("a\xE6\x97\xA5"
                    "b\033[?69h\033[1;2s\033[1;1H\033[P");
        CHECK_STR("   b", engine_row(0));
    }
    STORY("combining characters are added to the cell before them, up to a limit")
    {
        engine_start(10, 2);
        engine_feed("e\xCC\x81x");
        CHECK_STR("e\xCC\x81x", engine_row(0));
        engine_feed("\r\na");
        for (int i = 0; i < 20; i++)
            engine_feed("\xCC\x81");
        CHECK(engine.counts.clusters_cut >= 14);
        CHECK_U64(1 + 2 * (LIMIT_CLUSTER_POINTS - 1), strlen(engine_row(1)));
    }
    STORY("a terminal of one column survives a wide character")
    {
        engine_start(1, 1);
        engine_feed("\xE6\x97\xA5"
                    "a\033[4h\xE6\x97\xA5");
        CHECK_STR("a", engine_row(0));
    }
}

static void test_bounds(void)
{
    STORY("huge counts cost at most one screen")
    {
        engine_start(80, 24);
        engine_feed(
            "x\033[65535b\033[65535S\033[65535T\033[65535L\033[65535M\033[65535@\033[65535P"
            "\033[65535X\033[65535I\033[65535Z\033[65535A\033[65535B\033[65535C\033[65535D");
        CHECK(engine.history.state.next <= 48);
    }
    STORY("scrolling with side margins moves only the columns between them")
    {
        engine_start(6, 3);
        engine_feed("abcdef\r\nghijkl\r\nmnopqr\033[?69h\033[3;4s\033[S");
        CHECK_STR("abijef", engine_row(0));
        CHECK_STR("ghopkl", engine_row(1));
        CHECK_STR("mn  qr", engine_row(2));
        CHECK_U64(0, engine.history.state.next);
    }
    STORY("erased cells take the current background")
    {
        engine_start(6, 2);
        engine_feed("\033[1;41mA\033[K");
        CHECK_U64(COLOR_PALETTE | 1, engine_style(5, 0).background);
        CHECK_U64(0, engine_style(5, 0).attributes);
    }
    STORY("synchronized output ends by itself after its time limit")
    {
        engine_start(6, 2);
        engine_feed("\033[?2026h");
        CHECK(term_waits(&engine, 1000) && !term_waits(&engine, 1000 + LIMIT_SYNCHRONIZED_MS));
        engine_feed("\033[?2026l");
        CHECK(!term_waits(&engine, 1000));
    }
    STORY("impossible sizes are clamped")
    {
        uint16_t cols = 0, rows = 65535;
        term_size_clamp(&cols, &rows);
        CHECK(cols == 1 && rows == LIMIT_ROWS);
        cols = 65535;
        term_size_clamp(&cols, &rows);
        CHECK(cols == LIMIT_COLS && (uint32_t)cols * rows <= LIMIT_CELLS);
    }
    STORY("a takeover's check detects damage")
    {
        engine_start(10, 3);
        engine.grids[0].rows[1].slot = 0;
        CHECK(!term_check(&engine));
        engine_start(10, 3);
        engine.state.cursor.x = 10;
        CHECK(!term_check(&engine));
        engine_start(10, 3);
        engine.grids[0].cells[5].text = CELL_CLUSTER + 3;
        CHECK(!term_check(&engine));
        engine_start(10, 3);
        engine.grids[1].cells[9].background = 6u << CELL_UNDERLINE;
        CHECK(!term_check(&engine));
    }
}

int main(void)
{
    test_marks();
    test_wide();
    test_bounds();
    return check_end();
}
