/*
 * A feed is one transaction (undo.h). The tables are swept after its end: a chunk that is fed again
 * after a rollback finds them unchanged but for its own additions.
 */
#include "term/term.h"

#include "base/bug.h"
#include "base/utf8.h"
#include "term/answer.h"
#include "term/cluster.h"
#include "term/colors.h"
#include "term/parse.h"
#include "term/reset.h"
#include "term/sweep.h"
#include "term/undo.h"
#include "term/watch.h"

#include <string.h>

void term_size_clamp(uint16_t *cols, uint16_t *rows)
{
    uint16_t c = *cols < 1 ? 1 : *cols > LIMIT_COLS ? LIMIT_COLS : *cols;
    uint16_t r = *rows < 1 ? 1 : *rows > LIMIT_ROWS ? LIMIT_ROWS : *rows;
    if ((uint32_t)c * r > LIMIT_CELLS)
        r = (uint16_t)(LIMIT_CELLS / c);
    *cols = c;
    *rows = r;
}

static void grid_init(struct grid *g, uint16_t cols, uint16_t rows)
{
    for (uint16_t y = 0; y < rows; y++)
        g->rows[y] = (struct row){.changed = 1, .slot = y, .clear = cols};
}

void term_init(struct term *t, uint16_t cols, uint16_t rows)
{
    uint16_t c = cols, r = rows;
    term_size_clamp(&c, &r);
    BUG_UNLESS(c == cols && r == rows);
    t->state.cols = cols;
    t->state.rows = rows;
    t->state.tick = 1;
    reset_state(&t->state);
    t->rares.used = 1;
    t->rares.free = 1;
    grid_init(&t->grids[SCREEN_MAIN], cols, rows);
    grid_init(&t->grids[SCREEN_ALTERNATE], cols, rows);
}

/* Feeds within one transaction; `counted` is set if the bytes are added to state.fed. */
static size_t term_feed_chunk(struct feed *f, struct slice bytes, bool counted)
{
    struct term *t = f->t;
    BUG_UNLESS(bytes.len <= LIMIT_CHUNK);
    f->full = !f->lossy && !answer_fits(t);
    undo_begin(f->u, t);
    t->state.tick++;
    watch_begin(f);
    size_t n = parse_feed(f, bytes);
    watch_settle(f);
    t->state.fed += counted ? n : 0;
    undo_end(f->u);
    t->counts.bytes += n;
    sweep_tables(t);
    return n;
}

void term_feed(struct term *t, struct undo *u, struct slice bytes, uint64_t now_ms)
{
    struct feed f = {.t = t, .u = u, .now_ms = now_ms, .lossy = true};
    (void)term_feed_chunk(&f, bytes, false);
}

size_t term_feed_some(struct term *t, struct undo *u, struct slice bytes, uint64_t now_ms,
                      bool lossy)
{
    struct feed f = {.t = t, .u = u, .now_ms = now_ms, .lossy = lossy};
    return term_feed_chunk(&f, bytes, true);
}

struct slice term_answers(const struct term *t)
{
    return slice_make(t->answer, t->state.answer_len);
}

void term_answered(struct term *t)
{
    t->state.answer_len = 0;
}

void term_allow_clipboard(struct term *t, bool on)
{
    t->shown.clipboard = on;
}

bool term_show_colors(struct term *t, const uint8_t colors[PALETTE_SHOWN_BYTES])
{
    struct feed f = {.t = t, .lossy = true};
    if (t->shown.known && memcmp(t->shown.colors, colors, sizeof t->shown.colors) == 0)
        return false;
    memcpy(t->shown.colors, colors, sizeof t->shown.colors);
    t->shown.known = 1;
    if ((t->state.modes & MODE_COLOR_SCHEME) == 0)
        return false;
    colors_scheme(&f);
    return true;
}

bool term_waits(const struct term *t, uint64_t now_ms)
{
    return (t->state.modes & MODE_SYNCHRONIZED) != 0 && now_ms < t->state.synchronized_until;
}

const struct row *term_row(const struct term *t, uint16_t y)
{
    BUG_UNLESS(y < t->state.rows);
    return &t->grids[t->state.active].rows[y];
}

const struct cell *term_cells(const struct term *t, uint16_t y)
{
    BUG_UNLESS(y < t->state.rows);
    return row_cells(t, t->state.active, y);
}

size_t term_cell_text(const struct term *t, struct cell c, uint8_t out[LIMIT_CLUSTER_POINTS * 4])
{
    return cluster_cell_text(t, c, out);
}

size_t term_row_text(const struct term *t, uint16_t y, uint8_t *out, size_t size)
{
    const struct cell *cells = term_cells(t, y);
    size_t end = t->state.cols, len = 0;
    while (end > 0 && cell_is_blank(cells[end - 1]))
        end--;
    for (size_t x = 0; x < end; x++) {
        uint8_t bytes[LIMIT_CLUSTER_POINTS * 4];
        size_t n = term_cell_text(t, cells[x], bytes);
        if (len + n > size)
            break;
        memcpy(out + len, bytes, n);
        len += n;
    }
    return len;
}

struct slice term_title(const struct term *t)
{
    return slice_make(t->title, t->state.title_len);
}

struct slice term_clipboard(const struct term *t)
{
    return slice_make(t->clipboards[t->state.clipboard_at], t->state.clipboard_len);
}
