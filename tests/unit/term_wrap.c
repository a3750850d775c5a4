/* Changes of size there and back: no text is lost, and no line is joined or split. */
#include "../lib/wrapping.h"
#include "engine.h"
#include "term/resize.h"
#include "term/wrap.h"

static struct scratch scratch;
static struct stream stream;

/* ---- the lines of history and main screen ---- */

struct lines {
    size_t len;
    char text[256 * 1024];
};

static struct lines lines_before, lines_between, lines_after;

/* Ends a row; only where its line ends, blanks before that do not count. */
static void end_row(struct lines *l, bool continues)
{
    if (continues)
        return;
    while (l->len > 0 && l->text[l->len - 1] == ' ')
        l->len--;
    l->text[l->len++] = '\n';
}

static void read_history(struct lines *l)
{
    uint64_t position = engine.history.state.tail;
    struct history_line line;
    struct history_cell cell;
    while (history_after(&engine.history, &position, &line)) {
        bool continues = line.wrapped;
        while (history_cell(&line, &cell)) {
            for (uint32_t i = 0; i < cell.count; i++)
                l->len += utf8_put(cell.points[i], (uint8_t *)l->text + l->len);
            if (cell.count == 0)
                l->text[l->len++] = ' ';
        }
        end_row(l, continues);
    }
}

static void read_main_row(struct lines *l, unsigned y)
{
    const struct grid *g = &engine.grids[SCREEN_MAIN];
    const struct cell *cells = g->cells + (size_t)g->rows[y].slot * engine.state.cols;
    bool continues = wrap_continues(&engine, SCREEN_MAIN, y);
    unsigned end = continues ? wrap_columns(&engine, SCREEN_MAIN, y) : engine.state.cols;
    for (unsigned x = 0; x < end; x++)
        l->len += term_cell_text(&engine, cells[x], (uint8_t *)l->text + l->len);
    end_row(l, continues);
}

static void read_lines(struct lines *l)
{
    l->len = 0;
    read_history(l);
    for (unsigned y = 0; y < engine.state.rows; y++)
        read_main_row(l, y);
    while (l->len > 0 && l->text[l->len - 1] == '\n')
        l->len--;
    l->text[l->len] = '\0';
}

/* ---- the property ---- */

static void resize(unsigned cols, unsigned rows)
{
    term_resize(&engine, &scratch, (uint16_t)cols, (uint16_t)rows);
    CHECK(term_check(&engine));
}

static void feed_random(uint32_t seed)
{
    stream.seed = (seed + 3) * 2654435761u | 1;
    stream.cols = 2 + stream_random(&stream, 24);
    stream.rows = 1 + stream_random(&stream, 9);
    engine_start((uint16_t)stream.cols, (uint16_t)stream.rows);
    wrapping_make(&stream, 5 + stream_random(&stream, 40));
    engine_feed_bytes(stream.bytes, stream.len);
}

static bool starts_with(const struct lines *whole, const struct lines *part)
{
    return part->len <= whole->len && memcmp(whole->text, part->text, part->len) == 0;
}

/* True if the lines are the same after a resize, or if rows below the cursor did not fit even with
 * the cursor in the first row, and were cut. */
static bool same_or_cut(const struct lines *before, const struct lines *after)
{
    const struct term_state *s = &engine.state;
    const struct cursor *c = s->active == SCREEN_MAIN ? &s->cursor : &s->saved[SCREEN_MAIN];
    return starts_with(before, after) && (before->len == after->len || c->y == 0);
}

/* A line editor's line is cut on a narrower screen: only wider ones are tried with it. */
static unsigned choose_columns(void)
{
    bool editing = (engine.state.modes & MODE_BRACKETED_PASTE) != 0;
    return editing ? stream.cols + stream_random(&stream, 30) : 2 + stream_random(&stream, 30);
}

static void there_and_back(uint32_t seed)
{
    unsigned cols = choose_columns(), rows = 1 + stream_random(&stream, 12);
    read_lines(&lines_before);
    resize(cols, rows);
    read_lines(&lines_between);
    bool same = same_or_cut(&lines_before, &lines_between);
    resize(stream.cols, stream.rows);
    read_lines(&lines_after);
    if (!same || !same_or_cut(&lines_between, &lines_after))
        CHECK_FAILED("seed %u, %ux%u to %ux%u and back:\n%s\n----\n%s\n----\n%s", seed, stream.cols,
                     stream.rows, cols, rows, lines_before.text, lines_between.text,
                     lines_after.text);
}

int main(void)
{
    STORY("any size there and back loses no text, and joins and splits no line")
    {
        for (uint32_t seed = 1; seed <= 4000; seed++) {
            feed_random(seed);
            there_and_back(seed);
        }
    }
    return check_end();
}
