/*
 * Resizing has two phases.
 *
 * Preparation writes to nothing but the scratch (and adds to the tables, which is harmless). The
 * rows of the main screen are joined into lines (join), which are wrapped to the new width
 * (reflow). Lines of the history are put before them if the first row continues one, or if the
 * screen was full and now has room.
 *
 * Putting in place reads only the scratch: the history is rolled back to the state saved in the
 * scratch, rows that no longer fit are appended to it, and both grids and the state are written in
 * full. After an interruption at any point, all of this can be repeated with the same result.
 *
 * If the bottom row was in use, it stays at the bottom; otherwise the first row stays at the top.
 *
 * Line editors (readline and others) repaint their line after a resize as if the terminal had only
 * cut or padded it. While bracketed paste mode is set, which indicates a line editor, the rows of
 * the cursor's line are therefore cut or padded instead of being wrapped again; otherwise remains
 * of the line would be left on the screen. They are still one line: a padded row that continues
 * knows its padding (term/wrap.h).
 */
#include "term/resize.h"

#include "base/bug.h"
#include "term/barrier.h"
#include "term/history_pack.h"
#include "term/join.h"
#include "term/term.h"
#include "term/wrap.h"

#include <string.h>

#ifndef RESIZE_STEP
#define RESIZE_STEP() ((void)0) /* a test interrupts the work here */
#endif

/* The columns of a line. Sets *written to those up to the last cell that was written to. */
static uint32_t resize_line_columns(struct history_line *l, uint32_t *written)
{
    struct history_cell c;
    uint32_t columns = 0;
    *written = 0;
    while (history_cell(l, &c)) {
        columns += c.columns;
        if (c.count > 0)
            *written = columns;
    }
    return columns;
}

/* Chooses the lines of the history that return to the screen: the beginning of the first row's
 * line, and enough lines to fill at least `rows` more rows. Returns their number and sets *position
 * to the start of the oldest. */
static uint64_t resize_choose_lines(const struct term *t, uint16_t cols, uint32_t rows,
                                    uint64_t *position)
{
    uint64_t at = t->history.state.head, lines = 0, chosen = 0;
    uint32_t columns = 0, total = 0, filled = 0, written;
    struct history_line l;
    *position = at;
    for (;;) {
        uint64_t start = at;
        bool more = history_before(&t->history, &at, &l), wrapped = more && l.wrapped;
        if (!wrapped) {
            *position = start;
            filled += (columns + cols - 1) / cols + (lines > chosen && columns == 0);
            chosen = lines;
            columns = 0;
        }
        if (!more || (!wrapped && filled >= rows))
            return chosen;
        uint32_t here = resize_line_columns(&l, &written);
        total += here + 1;
        if (total > RESIZE_HISTORY_CELLS) {
            /* A line longer than the scratch: only its end returns. */
            if (chosen == 0)
                *position = start;
            return chosen == 0 ? lines : chosen;
        }
        columns += columns == 0 ? written : here;
        lines++;
    }
}

/* Excludes the cursor's line from wrapping while a line editor is reading. */
static void resize_keep_edited_line(struct join *j)
{
    const struct term_state *state = &j->term->state;
    j->kept_from = j->kept_to = (uint16_t)(state->rows + 1);
    if (state->active != SCREEN_MAIN || (state->modes & MODE_BRACKETED_PASTE) == 0)
        return;
    uint16_t from = state->cursor.y, to = state->cursor.y;
    while (from > 0 && wrap_continues(j->term, SCREEN_MAIN, from - 1u))
        from--;
    while (to < j->last && wrap_continues(j->term, SCREEN_MAIN, to))
        to++;
    j->kept_from = from;
    j->kept_to = (uint16_t)(to + 1);
}

static uint16_t resize_last_row(const struct term *t, uint16_t cursor_y)
{
    uint16_t y = (uint16_t)(t->state.rows - 1);
    while (y > cursor_y && join_row_written(t, y) == 0)
        y--;
    return y;
}

/* Joins the rows and lines that the new screen needs. Returns the number of rows, and the remaining
 * history in *history. */
static uint32_t resize_join_enough(struct join *j, uint16_t rows, struct history_state *history)
{
    const struct history *h = &j->term->history;
    uint64_t position = h->state.head;
    bool full = j->last + 1 == j->term->state.rows;
    join_all(j, position);
    uint32_t made = reflow_count(j->scratch, j->cols, j->needed);
    /* One more, as joining the first row to the beginning of its line may save a row. */
    uint32_t missing = full && made < rows ? rows - made + 1u : 0;
    uint64_t lines =
        j->kept_from == 0 ? 0 : resize_choose_lines(j->term, j->cols, missing, &position);
    *history = history_without(h, lines);
    if (lines > 0) {
        history->epoch++;
        join_all(j, position);
        made = reflow_count(j->scratch, j->cols, j->needed);
    }
    return made;
}

static void resize_place_cursor(const struct scratch *s, const struct reflow_point *p,
                                struct cursor *c, uint32_t top)
{
    uint32_t x = c->x, y = c->y;
    uint16_t last_x = (uint16_t)(s->state.cols - 1), last_y = (uint16_t)(s->state.rows - 1);
    bool pending = false;
    if (p->found) {
        uint32_t row = reflow_find(s, p, s->state.cols, &x);
        y = row < top ? 0 : row - top;
        pending = x > last_x && p->beyond == 0;
    }
    c->x = x > last_x ? last_x : (uint16_t)x;
    c->y = y > last_y ? last_y : (uint16_t)y;
    c->pending_wrap = pending;
}

static struct reflow_point resize_point_of(const struct cursor *c)
{
    return (struct reflow_point){.x = (uint16_t)(c->x + (c->pending_wrap != 0)), .y = c->y};
}

static void resize_ready_main(struct term *t, struct scratch *s)
{
    bool shown = t->state.active == SCREEN_MAIN;
    struct cursor *cursor = shown ? &s->state.cursor : &s->state.saved[SCREEN_MAIN];
    struct join j = {.term = t, .scratch = s, .cols = s->state.cols};
    j.points[0] = resize_point_of(cursor);
    j.points[1] = resize_point_of(&s->state.saved[SCREEN_MAIN]);
    j.last = resize_last_row(t, cursor->y);
    resize_keep_edited_line(&j);
    uint32_t made = resize_join_enough(&j, s->state.rows, &s->state.history);
    uint32_t top = made > s->state.rows ? made - s->state.rows : 0, x;
    uint32_t cursor_row = reflow_find(s, &j.points[0], s->state.cols, &x);
    /* The cursor stays on the screen; rows below it are cut off instead. */
    if (top > cursor_row)
        top = cursor_row;
    s->first = 0;
    for (uint32_t i = 0; i < top; i++)
        s->first = reflow_next(s, s->first, s->state.cols);
    if (shown)
        resize_place_cursor(s, &j.points[0], cursor, top);
    resize_place_cursor(s, &j.points[1], &s->state.saved[SCREEN_MAIN], top);
}

static void resize_clamp_cursor(struct cursor *c, const struct term_state *to, uint16_t up)
{
    c->y = c->y > up ? (uint16_t)(c->y - up) : 0;
    if (c->y >= to->rows)
        c->y = (uint16_t)(to->rows - 1);
    if (c->x >= to->cols)
        c->x = (uint16_t)(to->cols - 1);
    c->pending_wrap = c->pending_wrap != 0 && c->x + 1 == to->cols;
}

/* Cuts or pads the alternate screen. If the cursor would be cut off, rows are cut off at the
 * top. */
static void resize_ready_alternate(const struct term *t, struct scratch *s)
{
    const struct grid *g = &t->grids[SCREEN_ALTERNATE];
    const struct term_state *old = &t->state, *next = &s->state;
    bool shown = old->active == SCREEN_ALTERNATE;
    uint16_t up = 0, cols = old->cols < next->cols ? old->cols : next->cols;
    if (shown && old->cursor.y >= next->rows)
        up = (uint16_t)(old->cursor.y - next->rows + 1);
    memset(s->alternate, 0, (size_t)next->cols * next->rows * sizeof(struct cell));
    for (uint16_t y = 0; y < next->rows && y + up < old->rows; y++) {
        struct cell *to = s->alternate + (size_t)y * next->cols;
        memcpy(to, g->cells + (size_t)g->rows[y + up].slot * old->cols, cols * sizeof(*to));
        if ((to[cols - 1].text & CELL_WIDE) != 0)
            cell_make_space(&to[cols - 1]);
    }
    if (shown)
        resize_clamp_cursor(&s->state.cursor, next, up);
    resize_clamp_cursor(&s->state.saved[SCREEN_ALTERNATE], next, up);
}

static void resize_ready_state(const struct term *t, struct scratch *s, uint16_t cols,
                               uint16_t rows)
{
    s->state = t->state;
    s->state.cols = cols;
    s->state.rows = rows;
    s->state.top = s->state.left = 0;
    s->state.bottom = (uint16_t)(rows - 1);
    s->state.right = (uint16_t)(cols - 1);
    s->state.tick++;
    s->state.resize_serial++;
    s->state.modes &= ~(uint32_t)MODE_SYNCHRONIZED; /* the program draws again */
    for (unsigned x = t->state.cols; x < cols; x++) {
        uint64_t stop = (uint64_t)1 << x % 64;
        if (x % 8 == 0)
            s->state.tabs[x / 64] |= stop;
        else
            s->state.tabs[x / 64] &= ~stop;
    }
}

void term_resize(struct term *t, struct scratch *s, uint16_t cols, uint16_t rows)
{
    term_size_clamp(&cols, &rows);
    if (cols == t->state.cols && rows == t->state.rows)
        return;
    s->ready = 0;
    resize_ready_state(t, s, cols, rows);
    resize_ready_main(t, s);
    resize_ready_alternate(t, s);
    store_barrier();
    s->ready = 1;
    resize_apply(t, s);
}

static void resize_apply_history(struct term *t, const struct scratch *s)
{
    uint16_t cols = s->state.cols;
    bool wrapped;
    history_rollback(&t->history, &s->state.history);
    RESIZE_STEP();
    for (uint32_t at = 0; at < s->first; at = reflow_next(s, at, cols)) {
        uint16_t len = reflow_row(s, at, cols, &wrapped);
        history_push(&t->history, t, s->cells + at, len, wrapped);
        RESIZE_STEP();
    }
}

/* One row of the new screen. */
struct new_row {
    const struct cell *cells;
    uint16_t len; /* number of cells; the rest of the row is erased */
    bool wrapped;
};

static void resize_mark_row(struct row *row, uint16_t blank)
{
    row->wrapped = blank == 0 ? WRAP_FULL : blank == 1 ? WRAP_SHORT : WRAP_PADDED;
    row->padding = row->wrapped == WRAP_PADDED ? blank : 0;
}

static void resize_apply_row(struct grid *g, const struct term_state *s, uint16_t y,
                             const struct new_row *new)
{
    struct row *row = &g->rows[y];
    struct cell *to = g->cells + (size_t)y * s->cols;
    memset(row, 0, sizeof(*row));
    row->changed = s->tick;
    row->slot = y;
    memcpy(to, new->cells, new->len * sizeof(*to));
    memset(to + new->len, 0, (size_t)(s->cols - new->len) * sizeof(*to));
    row->clear = (uint16_t)(s->cols - new->len);
    if (new->wrapped != 0 && y + 1 < s->rows)
        resize_mark_row(row, (uint16_t)(s->cols - new->len));
}

/* Puts row y of both grids in place. Returns the first cell of the next row of the main screen. */
static uint32_t resize_apply_rows(struct term *t, const struct scratch *s, uint16_t y, uint32_t at)
{
    uint16_t cols = s->state.cols;
    struct new_row line = {s->cells, 0, false};
    struct new_row alternate = {s->alternate + (size_t)y * cols, cols, false};
    if (at < s->used)
        line.len = reflow_row(s, at, cols, &line.wrapped);
    if (line.len > 0)
        line.cells = s->cells + at;
    resize_apply_row(&t->grids[SCREEN_MAIN], &s->state, y, &line);
    resize_apply_row(&t->grids[SCREEN_ALTERNATE], &s->state, y, &alternate);
    return at < s->used ? reflow_next(s, at, cols) : at;
}

void resize_apply(struct term *t, struct scratch *s)
{
    BUG_UNLESS(s->ready == 1);
    uint32_t at = s->first;
    resize_apply_history(t, s);
    for (uint16_t y = 0; y < s->state.rows; y++) {
        at = resize_apply_rows(t, s, y, at);
        RESIZE_STEP();
    }
    t->state = s->state;
    RESIZE_STEP();
    memset(&t->state.history, 0, sizeof(t->state.history));
    store_barrier();
    s->ready = 0;
}

void resize_done(struct scratch *s)
{
    store_barrier();
    s->ready = 0;
    store_barrier();
}
