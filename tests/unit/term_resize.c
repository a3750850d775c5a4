/* Reflow: the screen before and after a resize, and interrupted resizes. */
#include <setjmp.h>

static jmp_buf cut_off;
static long steps_left = -1; /* negative: no interruption */
#define RESIZE_STEP() (steps_left-- == 0 ? longjmp(cut_off, 1) : (void)0)
#include "term/resize.c"

#include "check.h"
#include "term/rare.h"
#include "term/width.h"

static struct term t;
static struct scratch scratch;

static uint32_t seed = 1;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static void start(uint16_t cols, uint16_t rows)
{
    memset(&t, 0, sizeof(t));
    term_init(&t, cols, rows);
}

/* ---- a typewriter: just enough of a terminal to put text on the main screen ---- */

static struct cell *cells_of(uint16_t y)
{
    struct grid *g = &t.grids[t.state.active];
    return g->cells + (size_t)g->rows[y].slot * t.state.cols;
}

static void scroll(void)
{
    struct row *rows = t.grids[SCREEN_MAIN].rows;
    struct row first = rows[0];
    bool gap = first.wrapped == WRAP_SHORT;
    history_push(&t.history, &t, cells_of(0), (uint16_t)(t.state.cols - gap), first.wrapped != 0);
    memmove(rows, rows + 1, (size_t)(t.state.rows - 1) * sizeof(*rows));
    first.wrapped = 0;
    first.clear = 0;
    rows[t.state.rows - 1] = first;
    memset(cells_of((uint16_t)(t.state.rows - 1)), 0, t.state.cols * sizeof(struct cell));
}

static void down(void)
{
    struct cursor *c = &t.state.cursor;
    if (c->y + 1 == t.state.rows)
        scroll();
    else
        c->y++;
    c->pending_wrap = 0;
}

static void type_point(uint32_t point)
{
    struct cursor *c = &t.state.cursor;
    unsigned width = width_of(point);
    if (point == '\n') {
        c->x = 0;
        down();
        return;
    }
    if (c->pending_wrap || c->x + width > t.state.cols) {
        t.grids[t.state.active].rows[c->y].wrapped = c->pending_wrap ? WRAP_FULL : WRAP_SHORT;
        c->x = 0;
        down();
    }
    struct cell *at = cells_of(c->y) + c->x;
    at[0] = c->cell;
    at[0].text |= point | (width == 2 ? CELL_WIDE : 0);
    if (width == 2) {
        at[1] = c->cell;
        at[1].text |= CELL_TAIL;
    }
    t.grids[t.state.active].rows[c->y].clear = 0;
    c->pending_wrap = c->x + width == t.state.cols;
    c->x = (uint16_t)(c->x + width - c->pending_wrap);
}

static void type(const char *text)
{
    struct utf8 decoder = {0};
    for (; *text != 0; text++) {
        if (utf8_feed(&decoder, (uint8_t)*text) == UTF8_POINT)
            type_point(decoder.point);
    }
}

/* ---- the visible text ---- */

static char seen[4 * (LIMIT_CELLS + LIMIT_HISTORY_BYTES)];
static size_t seen_len;

static void see(uint32_t point)
{
    seen_len += utf8_put(point, (uint8_t *)seen + seen_len);
}

static void see_row(uint16_t y)
{
    const struct cell *cells = cells_of(y);
    size_t end = seen_len;
    for (uint16_t x = 0; x < t.state.cols; x++) {
        if ((cells[x].text & CELL_TAIL) != 0)
            continue;
        see(cells[x].text == 0 ? ' ' : cells[x].text & CELL_VALUE);
        if (cells[x].text != 0 && cells[x].text != ' ')
            end = seen_len;
    }
    seen_len = end;
}

/* Returns the screen as text, one line for each row without trailing empty rows, and the cursor's
 * position as x,y. */
static const char *screen(void)
{
    seen_len = 0;
    for (uint16_t y = 0; y < t.state.rows; y++) {
        see_row(y);
        see('\n');
    }
    while (seen_len > 0 && seen[seen_len - 1] == '\n')
        seen_len--;
    snprintf(seen + seen_len, 32, "\n@%u,%u%s", t.state.cursor.x, t.state.cursor.y,
             t.state.cursor.pending_wrap ? " pending" : "");
    return seen;
}

/* Returns all lines of history and screen, joined as they were before wrapping. */
static const char *all_lines(void)
{
    uint64_t position = t.history.state.tail;
    struct history_line l;
    struct history_cell c;
    seen_len = 0;
    while (history_after(&t.history, &position, &l)) {
        size_t end = seen_len;
        while (history_cell(&l, &c)) {
            see(c.count == 0 ? ' ' : c.points[0]);
            if (c.count > 0 && c.points[0] != ' ')
                end = seen_len;
        }
        seen_len = end;
        if (!l.wrapped)
            see('\n');
    }
    for (uint16_t y = 0; y < t.state.rows; y++) {
        see_row(y);
        if (!t.grids[SCREEN_MAIN].rows[y].wrapped)
            see('\n');
    }
    while (seen_len > 0 && seen[seen_len - 1] == '\n')
        seen_len--;
    seen[seen_len] = 0;
    return seen;
}

static void check_whole(void)
{
    const struct term_state *s = &t.state;
    CHECK(history_check(&t.history));
    CHECK(s->cursor.x < s->cols && s->cursor.y < s->rows);
    CHECK(s->saved[0].x < s->cols && s->saved[0].y < s->rows);
    CHECK(!s->cursor.pending_wrap || s->cursor.x + 1 == s->cols);
    for (unsigned g = 0; g < 2; g++) {
        uint8_t slots[LIMIT_ROWS] = {0};
        for (uint16_t y = 0; y < s->rows; y++) {
            const struct row *r = &t.grids[g].rows[y];
            CHECK(r->slot < s->rows && slots[r->slot]++ == 0);
            CHECK_U64(s->tick, r->changed);
            const struct cell *c = t.grids[g].cells + (size_t)r->slot * s->cols;
            for (uint16_t x = 0; x < s->cols; x++) {
                bool wide = (c[x].text & CELL_WIDE) != 0;
                bool tail = x + 1 < s->cols && (c[x + 1].text & CELL_TAIL) != 0;
                CHECK(wide == tail);
                CHECK(x < s->cols - r->clear || cell_is_zero(c[x]));
            }
        }
    }
}

static void resize(uint16_t cols, uint16_t rows)
{
    term_resize(&t, &scratch, cols, rows);
    CHECK_U64(0, scratch.ready);
    check_whole();
}

static const struct style styles[2] = {{0}, {.foreground = COLOR_PALETTE | 2}};

/* Types random text: short, long and empty lines, ASCII and wide characters. */
static void type_anything(unsigned lines)
{
    for (unsigned i = 0; i < lines; i++) {
        unsigned len = random_below(4) == 0 ? random_below(200) : random_below(30);
        t.state.cursor.cell = cell_of(&styles[random_below(2)], 0);
        for (unsigned n = 0; n < len; n++)
            type_point(random_below(6) == 0 ? 0x4E00 + random_below(100) : 'a' + random_below(26));
        type_point('\n');
    }
    type("$ ");
}

static struct term before, complete;

/* Interrupts resize_apply() after n steps and repeats it. False if it has fewer steps. */
static bool cut_after(long n, uint16_t cols, uint16_t rows)
{
    t = before;
    steps_left = n;
    if (setjmp(cut_off) == 0) {
        term_resize(&t, &scratch, cols, rows);
        steps_left = -1;
        return false;
    }
    steps_left = -1;
    CHECK_U64(1, scratch.ready);
    resize_apply(&t, &scratch);
    return true;
}

static void check_cut_anywhere(uint16_t cols, uint16_t rows)
{
    before = t;
    term_resize(&t, &scratch, cols, rows);
    complete = t;
    long n = 0;
    while (cut_after(n, cols, rows)) {
        CHECK(memcmp(&t, &complete, sizeof(t)) == 0);
        n++;
    }
    CHECK(n > rows);
    check_whole();
}

static void test_cursor(void)
{
    STORY("a wrapped line is joined on a wide enough screen, and wraps again on a narrow one")
    {
        start(10, 5);
        type("one\nabcdefghijklmnop\n$ ");
        CHECK_STR("one\nabcdefghij\nklmnop\n$\n@2,3", screen());
        resize(20, 5);
        CHECK_STR("one\nabcdefghijklmnop\n$\n@2,2", screen());
        resize(6, 5);
        CHECK_STR("one\nabcdef\nghijkl\nmnop\n$\n@2,4", screen());
        resize(10, 5);
        CHECK_STR("one\nabcdefghij\nklmnop\n$\n@2,3", screen());
    }
    STORY("the cursor stays on its character")
    {
        start(10, 5);
        type("abcdefghijklmnop");
        t.state.cursor.x = 2;
        resize(5, 5);
        CHECK_STR("abcde\nfghij\nklmno\np\n@2,2", screen());
        resize(40, 5);
        CHECK_STR("abcdefghijklmnop\n@12,0", screen());
    }
    STORY("the saved cursor stays on its character too")
    {
        start(10, 5);
        type("abcdefghijklmnop");
        t.state.saved[0].x = 3;
        t.state.saved[0].y = 1;
        resize(5, 5);
        CHECK_U64(3, t.state.saved[0].x);
        CHECK_U64(2, t.state.saved[0].y);
    }
    STORY("a pending wrap stays pending, or ends if the row has room")
    {
        start(10, 3);
        type("abcdefghij");
        CHECK(t.state.cursor.pending_wrap);
        resize(5, 3);
        CHECK_STR("abcde\nfghij\n@4,1 pending", screen());
        resize(20, 3);
        CHECK_STR("abcdefghij\n@10,0", screen());
        resize(10, 3);
        CHECK_STR("abcdefghij\n@9,0 pending", screen());
    }
}

static void test_rows(void)
{
    STORY("a wide character is never split")
    {
        start(10, 4);
        type("a中中中中x");
        resize(4, 4);
        CHECK_STR("a中\n中中\n中x\n@3,2", screen());
        resize(10, 4);
        CHECK_STR("a中中中中x\n@9,0 pending", screen());
        resize(1, 4);
        check_whole();
    }
    STORY("fewer rows: empty rows below the cursor go first, then top rows move to the history")
    {
        start(10, 6);
        type("one\ntwo\nthree\n$ ");
        resize(10, 4);
        CHECK_U64(0, t.history.state.next);
        CHECK_STR("one\ntwo\nthree\n$\n@2,3", screen());
        resize(10, 2);
        CHECK_U64(2, t.history.state.next);
        CHECK_STR("three\n$\n@2,1", screen());
        uint32_t epoch = t.history.state.epoch;
        resize(10, 4);
        CHECK_U64(0, t.history.state.next);
        CHECK(t.history.state.epoch > epoch);
        CHECK_STR("one\ntwo\nthree\n$\n@2,3", screen());
    }
    STORY("the cursor never leaves the screen; rows below it are cut off instead")
    {
        start(10, 5);
        type("1\n2\n3\n4\n5");
        t.state.cursor.x = 0;
        t.state.cursor.y = 1;
        resize(10, 2);
        CHECK_STR("2\n3\n@0,0", screen());
        CHECK_U64(1, t.history.state.next);
    }
    STORY("a line that begins in the history is wrapped again from its beginning")
    {
        start(4, 2);
        type("abcdefghijkl\n$ ");
        CHECK_U64(2, t.history.state.next);
        CHECK_STR("ijkl\n$\n@2,1", screen());
        resize(6, 2);
        CHECK_STR("ghijkl\n$\n@2,1", screen());
        CHECK_U64(1, t.history.state.next);
        resize(12, 2);
        CHECK_STR("abcdefghijkl\n$\n@2,1", screen());
        CHECK_U64(0, t.history.state.next);
    }
}

static void test_contents(void)
{
    STORY("a cleared screen is not filled with old lines")
    {
        start(10, 3);
        type("1\n2\n3\n4\n5\n");
        for (uint16_t y = 0; y < 3; y++)
            memset(cells_of(y), 0, 10 * sizeof(struct cell));
        t.state.cursor.y = 0;
        type("$ ");
        resize(12, 5);
        CHECK_STR("$\n@2,0", screen());
    }
    STORY("lines that return from the history keep their colours")
    {
        start(10, 2);
        struct style red = {COLOR_PALETTE | 1, 0, 0, ATTR_BOLD, 0};
        t.state.cursor.cell = cell_of(&red, 0);
        type("red\n");
        t.state.cursor.cell = cell_of(&(struct style){0}, 0);
        type("x\n$ ");
        resize(10, 3);
        CHECK_STR("red\nx\n$\n@2,2", screen());
        struct style read = rare_style(&t, cells_of(0)[0]);
        CHECK(memcmp(&red, &read, sizeof(red)) == 0);
    }
    STORY("the line of a line editor is cut or padded, as the editor will redraw it")
    {
        start(20, 4);
        type("one\n$ echo 123456789");
        t.state.modes |= MODE_BRACKETED_PASTE;
        resize(10, 4);
        CHECK_STR("one\n$ echo 123\n@9,1", screen());
        start(10, 4);
        type("abcdefghijklm\n$ echo 123456789");
        t.state.modes |= MODE_BRACKETED_PASTE;
        resize(20, 4);
        CHECK_STR("abcdefghijklm\n$ echo 123\n456789\n@6,2", screen());
    }
    STORY("the alternate screen is cut or padded")
    {
        start(10, 3);
        type("main");
        t.state.saved[0] = t.state.cursor;
        t.state.active = SCREEN_ALTERNATE;
        t.state.cursor = (struct cursor){0};
        type("abcdefgh中\n2\n3");
        resize(9, 2);
        CHECK_STR("2\n3\n@1,1", screen());
        resize(12, 4);
        CHECK_STR("2\n3\n@1,1", screen());
        t.state.active = SCREEN_MAIN;
        t.state.cursor = t.state.saved[0];
        CHECK_STR("main\n@4,0", screen());
    }
}

static void test_state(void)
{
    STORY("margins are reset to the whole screen, tab stops continue")
    {
        start(20, 10);
        t.state.top = 3;
        t.state.bottom = 5;
        t.state.left = 2;
        resize(100, 12);
        CHECK_U64(0, t.state.top);
        CHECK_U64(11, t.state.bottom);
        CHECK_U64(0, t.state.left);
        CHECK_U64(99, t.state.right);
        CHECK((t.state.tabs[88 / 64] >> 88 % 64 & 1) != 0);
        CHECK((t.state.tabs[89 / 64] >> 89 % 64 & 1) == 0);
    }
    STORY("the same size changes nothing")
    {
        start(20, 10);
        type("abc");
        before = t;
        term_resize(&t, &scratch, 20, 10);
        CHECK(memcmp(&before, &t, sizeof(t)) == 0);
    }
}

static void test_any_size(void)
{
    STORY("text survives any sequence of sizes and looks the same at the first size")
    {
        static char lines[sizeof(seen)], first[sizeof(seen)];
        for (unsigned round = 0; round < 60; round++) {
            uint16_t cols = (uint16_t)(2 + random_below(120));
            uint16_t rows = (uint16_t)(1 + random_below(50));
            start(cols, rows);
            type_anything(random_below(120));
            strcpy(lines, all_lines());
            strcpy(first, screen());
            for (unsigned i = 0; i < 8; i++) {
                resize((uint16_t)(2 + random_below(200)), (uint16_t)(1 + random_below(60)));
                CHECK_STR(lines, all_lines());
            }
            resize(cols, rows);
            CHECK_STR(lines, all_lines());
        }
    }
    STORY("the screen shows the end of a line longer than the history")
    {
        start(80, 24);
        for (unsigned i = 0; i < 2 * LIMIT_HISTORY_BYTES; i++)
            type_point('a' + i % 26);
        for (unsigned i = 0; i < 20; i++)
            resize((uint16_t)(20 + random_below(300)), (uint16_t)(1 + random_below(60)));
        CHECK(strlen(all_lines()) > LIMIT_HISTORY_BYTES / 2);
    }
    STORY("the largest and the smallest sizes")
    {
        start(LIMIT_COLS, LIMIT_CELLS / LIMIT_COLS);
        for (unsigned i = 0; i < 2 * LIMIT_CELLS; i++)
            type_point('a' + i % 26);
        resize(1, LIMIT_ROWS);
        resize(LIMIT_COLS, LIMIT_ROWS);
        resize(1, 1);
        resize(LIMIT_CELLS / LIMIT_ROWS, LIMIT_ROWS);
        resize(2, LIMIT_ROWS);
        type_anything(100);
        resize(80, 24);
    }
}

static void test_cut_off(void)
{
    STORY("a resize interrupted anywhere and repeated has the same result")
    {
        for (unsigned round = 0; round < 12; round++) {
            start((uint16_t)(2 + random_below(40)), (uint16_t)(1 + random_below(20)));
            type_anything(round % 2 == 0 ? 30 : 10000);
            check_cut_anywhere((uint16_t)(2 + random_below(40)), (uint16_t)(1 + random_below(20)));
        }
    }
}

int main(void)
{
    test_cursor();
    test_rows();
    test_contents();
    test_state();
    test_any_size();
    test_cut_off();
    return check_end();
}
