/* Transactions: a chunk interrupted at any byte, rolled back and fed again has the same result. */
#include "dies.h"
#include "engine.h"
#include "term/parse.h"

static struct term before, whole, again;

static bool same_look(const struct term *a, const struct term *b)
{
    if (memcmp(&a->state, &b->state, sizeof a->state) != 0 ||
        memcmp(a->title, b->title, a->state.title_len) != 0 ||
        memcmp(a->icon, b->icon, a->state.icon_len) != 0 ||
        memcmp(a->titles, b->titles, sizeof a->titles) != 0 ||
        memcmp(a->string, b->string, a->state.parser.string_len) != 0 ||
        memcmp(a->answer, b->answer, a->state.answer_len) != 0 ||
        memcmp(&a->palette, &b->palette, sizeof a->palette) != 0 ||
        memcmp(term_clipboard(a).at, term_clipboard(b).at, a->state.clipboard_len) != 0)
        return false;
    for (unsigned g = 0; g < 2; g++)
        if (memcmp(a->grids[g].rows, b->grids[g].rows, a->state.rows * sizeof(struct row)) != 0 ||
            memcmp(a->grids[g].cells, b->grids[g].cells,
                   (size_t)a->state.cols * a->state.rows * sizeof(struct cell)) != 0)
            return false;
    return a->history.state.next == b->history.state.next;
}

/* Leaves the terminal as a server does that is killed after feeding the first `cut` bytes of the
 * chunk. */
static void feed_cut(struct term *t, struct slice chunk, size_t cut)
{
    struct feed f = {.t = t, .u = &engine_undo, .now_ms = 1000};
    CHECK(cut <= chunk.len);
    undo_begin(&engine_undo, t);
    t->state.tick++;
    parse_feed(&f, (struct slice){chunk.at, cut});
}

static void cut_everywhere(const char *first, const char *second)
{
    struct slice chunk = slice_of(second);
    engine_start(20, 5);
    engine_feed(first);
    before = engine;
    whole = engine;
    term_feed(&whole, &engine_undo, chunk, 1000);
    for (size_t cut = 0; cut <= chunk.len; cut++) {
        again = before;
        feed_cut(&again, chunk, cut);
        undo_rollback(&engine_undo, &again);
        bool back = same_look(&again, &before) && term_check(&again);
        term_feed(&again, &engine_undo, chunk, 1000);
        if (!back || !same_look(&again, &whole))
            CHECK_FAILED("cut after byte %zu of %zu: %s", cut, chunk.len,
                         back ? "another end" : "not rolled back");
    }
}

static void test_cut(void)
{
    STORY("text, colours and scrolling")
    {
        cut_everywhere("one\r\ntwo\r\nthree\r\nfour\r\nfive",
                       "\r\n\033[1;31mred\033[0m line that is longer than the screen is wide\r\n"
                       "\xE6\x97\xA5\xE6\x9C\xAC e\xCC\x81\033[44m\033[K\n\n\n\033[2J");
    }
    STORY("a sequence that began in the previous chunk")
    {
        cut_everywhere("abc\033[3", "1mred\033[");
        cut_everywhere("abc\033]2;ti", "tle\007\033]2;other\007\033]0;half");
        cut_everywhere("abc\xE6", "\x97\xA5\xE6");
    }
    STORY("the alternate screen, margins, inserted and deleted lines")
    {
        cut_everywhere("a\r\nb\r\nc\033[2;4r",
                       "\033[?1049h\033[HALT\033[2;3H\033[L\033[M\033[4@\033[2P"
                       "\033[?1049lback\033[S\033[T\033M\033D\033[r\033c");
    }
    STORY("colours set and reset")
    {
        cut_everywhere("\033]4;1;#fff;200;red\007\033]11;#123\007",
                       "\033]4;1;#000\007\033]P2aabbcc\033]10;#111;#222;?\007\033]104\007\033]R");
        cut_everywhere("\033]4;1;#fff\007", "\033c\033]12;#010101\007");
    }
    STORY("titles pushed and set")
    {
        cut_everywhere("\033]2;first\007", "\033[22t\033]2;second\007\033[23t\033[22t\033]2;x\007");
    }
    STORY("a pushed title popped and pushed again within the chunk")
    {
        cut_everywhere("\033]2;first\007\033[22t",
                       "\033[23t\033]2;other\007\033[22t\033]2;x\007\033[23t");
    }
    STORY("a clipboard begun in the previous chunk, followed by another one")
    {
        cut_everywhere("\033]52;c;QUJD", "REVG\007\033]52;c;!!!!!!!!!!!!\007\033]52;c;R0hJ");
    }
    STORY("the alignment pattern on the alternate screen")
    {
        cut_everywhere("a\r\nb\r\nc\033[?1049hx", "\033#8y");
    }
    STORY("answers")
    {
        cut_everywhere("\033[5n", "\033[6n\033[c\033[>c\033P$qm\033\\");
    }
}

static void test_rollback(void)
{
    STORY("a pushed title comes back after a rollback")
    {
        engine_start(20, 5);
        engine_feed("\033]2;first\007\033[22t\033]2;second\007");
        feed_cut(&engine, SLICE("\033[23t\033]2;other\007\033[22t\033]2;x\007"), 22);
        undo_rollback(&engine_undo, &engine);
        engine_feed("\033[23t");
        CHECK_BYTES("first", 5u, term_title(&engine).at, term_title(&engine).len);
    }
    STORY("a rollback interrupted by a kill is repeated")
    {
        engine_start(20, 5);
        engine_feed("hello\r\nworld");
        before = engine;
        feed_cut(&engine, SLICE("\033[2Jx\n\n\n\n\n\ny"), 12);
        struct undo kept = engine_undo;
        undo_rollback(&engine_undo, &engine);
        engine_undo = kept;
        undo_rollback(&engine_undo, &engine);
        CHECK(same_look(&engine, &before));
        CHECK_U64(0, engine_undo.active);
    }
    STORY("without a transaction there is nothing to roll back")
    {
        engine_start(20, 5);
        engine_feed("hello");
        before = engine;
        undo_rollback(&engine_undo, &engine);
        CHECK(same_look(&engine, &before));
    }
}

/* Erases both screens of this size, full before, in one chunk, and rolls it back. */
static void erase_and_roll_back(uint16_t cols, uint16_t rows)
{
    struct slice erases = SLICE("\033[2J\033[?47l\033[2J");
    engine_start(cols, rows);
    engine_feed("\033#8\033[?47h\033#8");
    before = engine;
    feed_cut(&engine, erases, erases.len);
    CHECK_U64(2u * rows, engine_undo.count);
    CHECK_U64(2u * cols * rows, engine_undo.used);
    undo_rollback(&engine_undo, &engine);
    CHECK(same_look(&engine, &before));
}

static void test_largest(void)
{
    STORY("every cell of both screens is restored, at the largest number of cells")
    {
        CHECK_U64(0, LIMIT_CELLS % 80);
        erase_and_roll_back(LIMIT_CELLS / 80, 80);
    }
    STORY("every cell of both screens is restored, at the largest number of rows")
    {
        erase_and_roll_back(LIMIT_CELLS / LIMIT_ROWS, LIMIT_ROWS);
    }
    STORY("the longest titles and the longest string are restored")
    {
        engine_start(20, 5);
        engine_feed("\033]2;");
        for (unsigned i = 0; i < LIMIT_TITLE_BYTES; i++)
            engine_feed("t");
        engine_feed("\007\033[22t\033]9;");
        for (unsigned i = 0; i < LIMIT_STRING_BYTES; i++)
            engine_feed("s");
        before = engine;
        CHECK_U64(LIMIT_TITLE_BYTES, before.state.title_len);
        CHECK_U64(LIMIT_TITLE_BYTES, before.titles[0].title_len);
        CHECK_U64(LIMIT_STRING_BYTES, before.state.parser.string_len);
        feed_cut(&engine, SLICE("\007\033]2;x\007\033[22t\033]2;y"), 17);
        undo_rollback(&engine_undo, &engine);
        CHECK(same_look(&engine, &before));
    }
    STORY("the longest clipboard text in progress is restored")
    {
        engine_start(20, 5);
        engine_feed("\033]52;c;");
        for (unsigned i = 0; i < LIMIT_CLIPBOARD_BYTES; i++)
            engine_feed("Q");
        before = engine;
        CHECK_U64(LIMIT_CLIPBOARD_BYTES, before.state.clipboard_gathered);
        feed_cut(&engine, SLICE("\007\033]52;c;RRRR"), 12);
        undo_rollback(&engine_undo, &engine);
        CHECK_BYTES(before.clipboards, sizeof before.clipboards, engine.clipboards,
                    sizeof engine.clipboards);
    }
    STORY("a complete clipboard and one in progress are restored, however many the chunk begins")
    {
        engine_start(20, 5);
        engine_feed("\033]52;c;QUJD\007\033]52;c;REVG");
        before = engine;
        struct slice chunk = SLICE("R0hJ\007\033]52;c;AAAA\007\033]52;c;BBBBBBBB\007\033]52;c;C");
        feed_cut(&engine, chunk, chunk.len);
        undo_rollback(&engine_undo, &engine);
        CHECK_BYTES("QUJD", 4, term_clipboard(&engine).at, term_clipboard(&engine).len);
        engine_feed("\007");
        CHECK_BYTES("REVG", 4, term_clipboard(&engine).at, term_clipboard(&engine).len);
    }
}

static void saves_row(void *with)
{
    (void)with;
    undo_save(&engine_undo, &engine, SCREEN_MAIN, 0, 1);
}

static void rolls_back(void *with)
{
    (void)with;
    undo_rollback(&engine_undo, &engine);
}

/* Begins a transaction in which one row is saved. */
static void begin(void)
{
    engine_start(20, 5);
    engine_feed("hello");
    feed_cut(&engine, SLICE("x"), 1);
    CHECK_U64(1, engine_undo.count);
}

static void test_bugs(void)
{
    STORY("more rows or cells than the screens have are bugs when they are saved")
    {
        begin();
        CHECK(!dies(saves_row, NULL));
        engine_undo.count = 10;
        CHECK(dies(saves_row, NULL));
        begin();
        engine_undo.used = 2 * LIMIT_CELLS;
        CHECK(dies(saves_row, NULL));
    }
    STORY("a saved row that lies outside the screens or the undo area is a bug")
    {
        static const struct undo_row wrong[] = {
            {.grid = 2}, {.slot = 5}, {.len = 21}, {.offset = 2 * LIMIT_CELLS, .len = 1}};
        begin();
        CHECK(!dies(rolls_back, NULL));
        for (size_t i = 0; i < COUNT(wrong); i++) {
            begin();
            engine_undo.list[0] = wrong[i];
            CHECK(dies(rolls_back, NULL));
        }
    }
    STORY("saved counts and lengths above their limits are bugs")
    {
        begin();
        engine_undo.count = 2 * LIMIT_ROWS + 1;
        CHECK(dies(rolls_back, NULL));
        begin();
        engine_undo.state.rows = LIMIT_ROWS + 1;
        CHECK(dies(rolls_back, NULL));
        begin();
        engine_undo.state.parser.string_len = LIMIT_STRING_BYTES + 1;
        CHECK(dies(rolls_back, NULL));
        begin();
        engine_undo.state.title_len = LIMIT_TITLE_BYTES + 1;
        CHECK(dies(rolls_back, NULL));
        begin();
        engine_undo.state.icon_len = LIMIT_ICON_BYTES + 1;
        CHECK(dies(rolls_back, NULL));
    }
}

int main(void)
{
    test_cut();
    test_rollback();
    test_largest();
    test_bugs();
    return check_end();
}
