/*
 * Resizing, in two halves.
 *
 * Making ready touches nothing but the scratch (and interns styles in the tables, which harms
 * nobody). The main screen's rows are joined to lines, each followed by an end mark, and wrapping
 * them to a width is a function of the cells alone (row_length), so that rows are stored nowhere.
 * Where the first row goes on a line of the history, or the screen was full and has room now, lines
 * of the history are put before them. Points that must stay on their character (the cursors) are
 * noted as a cell's index while lines are joined, and found again when they have been wrapped.
 *
 * Putting in place reads the scratch alone: the history goes back to what was saved in the scratch
 * and is given the rows that no longer fit; both grids and the state are written whole. Doing all
 * of it again, from anywhere, ends the same.
 *
 * Where the bottom of the screen was in use, it stays at the bottom; a screen that was not full
 * stays at the top. Line editors (readline and its kin) repaint their line after a resize as if the
 * terminal had only cut or padded it; while one reads, which its bracketed paste mode tells, the
 * cursor's line is cut or padded and not wrapped anew, or remains of it would be left behind.
 */
#include "term/resize.h"

#include "base/bug.h"
#include "term/cluster.h"
#include "term/history_pack.h"
#include "term/link.h"
#include "term/style.h"
#include "term/term.h"

#include <stdatomic.h>
#include <string.h>

#ifndef RESIZE_STEP
#define RESIZE_STEP() ((void)0) /* a test cuts the work off here */
#endif

#define LINE_END 0x08000000u
_Static_assert((LINE_END & (CELL_VALUE | CELL_CLUSTER | CELL_WIDE | CELL_TAIL | CELL_PROTECTED)) ==
                   0,
               "no cell of a screen is a line's end");

/* A cursor on its way: a cell of the scratch, and how far it stands beyond that line's end. */
struct point {
    uint16_t x, y; /* on the old screen */
    bool found;
    uint32_t at;
    uint16_t beyond;
};

struct join {
    struct term *term;
    struct scratch *scratch;
    uint16_t cols;               /* the new width */
    uint16_t last;               /* the last of the old rows in use */
    uint16_t kept_from, kept_to; /* old rows that are cut or padded, to exclusive */
    struct point points[2];      /* the cursor of the main screen, the saved one */
};

static bool is_zero(const struct cell *c)
{
    return c->text == 0 && c->style == 0 && c->link == 0;
}

static const struct cell *main_cells(const struct term *t, uint16_t y)
{
    const struct grid *g = &t->grids[SCREEN_MAIN];
    return g->cells + (size_t)g->rows[y].slot * t->state.cols;
}

static uint16_t row_used(const struct term *t, uint16_t y)
{
    const struct cell *cells = main_cells(t, y);
    uint16_t n = t->state.cols;
    while (n > 0 && is_zero(cells + n - 1))
        n--;
    return n;
}

/* ---- joining rows to lines ---- */

static void add(struct join *j, struct cell c)
{
    struct scratch *s = j->scratch;
    BUG_UNLESS(s->used < 2 * LIMIT_CELLS);
    s->cells[s->used++] = c;
}

static void end_line(struct join *j)
{
    add(j, (struct cell){LINE_END, 0, 0});
}

/* Before a row that goes on a line is added: the cell that was left empty at the end of the row
 * before, since this row's first character is too wide for it, is no part of the line. */
static void close_gap(struct join *j, bool starts_wide)
{
    struct scratch *s = j->scratch;
    if (starts_wide && s->used > 0 && is_zero(s->cells + s->used - 1))
        s->used--;
}

/* A terminal of one column cannot show what takes two. */
static void add_character(struct join *j, struct cell c)
{
    if (j->cols == 1 && (c.text & CELL_TAIL) != 0)
        return;
    if (j->cols == 1 && (c.text & CELL_WIDE) != 0)
        c.text = UTF8_REPLACEMENT;
    add(j, c);
}

static void note_points(struct join *j, uint16_t y, uint32_t start, uint32_t len)
{
    for (unsigned i = 0; i < 2; i++) {
        struct point *p = &j->points[i];
        if (p->y != y)
            continue;
        uint32_t within = p->x < len ? p->x : len;
        p->found = true;
        p->at = start + within;
        p->beyond = (uint16_t)(p->x - within);
    }
}

static void join_row(struct join *j, uint16_t y, bool goes_on)
{
    const struct cell *cells = main_cells(j->term, y);
    bool wrapped = j->term->grids[SCREEN_MAIN].rows[y].wrapped != 0 && y < j->last;
    bool kept = y >= j->kept_from && y < j->kept_to;
    uint16_t len = wrapped && !kept ? j->term->state.cols : row_used(j->term, y);
    if (kept && len > j->cols)
        len = j->cols;
    if (goes_on)
        close_gap(j, (cells[0].text & CELL_WIDE) != 0);
    uint32_t start = j->scratch->used;
    for (uint16_t x = 0; x < len; x++) {
        bool halved = kept && x + 1 == j->cols && (cells[x].text & CELL_WIDE) != 0;
        add_character(j, halved ? (struct cell){' ', cells[x].style, 0} : cells[x]);
    }
    note_points(j, y, start, j->scratch->used - start);
    if (!wrapped || kept)
        end_line(j);
}

static struct cell unpacked(struct term *t, const struct history_cell *c)
{
    struct cell cell = {0, style_intern(t, &c->style), link_intern(t, c->link)};
    if (c->count == 1)
        cell.text = c->points[0];
    else if (c->count > 1)
        cell.text = cluster_intern(t, c->points, c->count);
    if (c->columns == 2)
        cell.text |= CELL_WIDE;
    return cell;
}

static void join_history_line(struct join *j, struct history_line *l, bool goes_on)
{
    struct history_cell c;
    for (bool first = true; history_cell(l, &c); first = false) {
        if (first && goes_on)
            close_gap(j, c.columns == 2);
        struct cell cell = unpacked(j->term, &c);
        add_character(j, cell);
        if (c.columns == 2)
            add_character(j, (struct cell){CELL_TAIL, cell.style, cell.link});
    }
    if (!l->wrapped)
        end_line(j);
}

/* Joins the history from a position on, and the screen; both ends of the join are the caller's
 * choice, so that a line of the history may go on in the screen's first row. */
static void join_all(struct join *j, uint64_t position)
{
    struct history_line l;
    bool goes_on = false;
    j->scratch->used = 0;
    while (history_after(&j->term->history, &position, &l)) {
        bool wrapped = l.wrapped;
        join_history_line(j, &l, goes_on);
        goes_on = wrapped;
    }
    for (uint16_t y = 0; y <= j->last; y++) {
        join_row(j, y, goes_on);
        goes_on = j->term->grids[SCREEN_MAIN].rows[y].wrapped != 0 &&
                  (y + 1 < j->kept_from || y >= j->kept_to);
    }
}

/* ---- wrapping lines to rows ---- */

/* How many cells the row that starts here has; *wrapped: its line goes on behind it. */
static uint16_t row_length(const struct scratch *s, uint32_t at, uint16_t cols, bool *wrapped)
{
    uint16_t n = 0;
    while (n < cols && (s->cells[at + n].text & LINE_END) == 0)
        n++;
    *wrapped = (s->cells[at + n].text & LINE_END) == 0;
    if (*wrapped && n > 1 && (s->cells[at + n - 1].text & CELL_WIDE) != 0)
        n--;
    return n;
}

static uint32_t next_row(const struct scratch *s, uint32_t at, uint16_t cols)
{
    bool wrapped;
    at += row_length(s, at, cols, &wrapped);
    return wrapped ? at : at + 1;
}

static uint32_t count_rows(const struct scratch *s, uint16_t cols)
{
    uint32_t rows = 0;
    for (uint32_t at = 0; at < s->used; at = next_row(s, at, cols))
        rows++;
    return rows;
}

/* The row that a point is on; *x may lie beyond the width by any distance. */
static uint32_t find_point(const struct scratch *s, const struct point *p, uint16_t cols,
                           uint32_t *x)
{
    uint32_t row = 0;
    for (uint32_t at = 0; at < s->used; row++) {
        uint32_t next = next_row(s, at, cols);
        if (p->at < next) {
            *x = p->at - at + p->beyond;
            return row;
        }
        at = next;
    }
    *x = 0;
    return row;
}

/* ---- what comes back from the history ---- */

static uint32_t line_columns(struct history_line *l)
{
    struct history_cell c;
    uint32_t columns = 0;
    while (history_cell(l, &c))
        columns += c.columns;
    return columns;
}

/* How many lines of the history come back so that the first row has its line's beginning and at
 * least so many rows more are filled; *position: where the oldest of them starts. */
static uint64_t choose_lines(const struct term *t, uint16_t cols, uint32_t rows, uint64_t *position)
{
    uint64_t at = t->history.state.head, lines = 0, chosen = 0;
    uint32_t columns = 0, total = 0, filled = 0;
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
        uint32_t here = line_columns(&l);
        total += here + 1;
        if (total > RESIZE_HISTORY_CELLS) {
            /* One line fills the scratch: its end comes back. */
            if (chosen == 0)
                *position = start;
            return chosen == 0 ? lines : chosen;
        }
        columns += here;
        lines++;
    }
}

/* ---- making ready ---- */

/* While a line editor reads, the cursor's line is its own. */
static void keep_edited_line(struct join *j)
{
    const struct term_state *state = &j->term->state;
    const struct row *rows = j->term->grids[SCREEN_MAIN].rows;
    j->kept_from = j->kept_to = (uint16_t)(state->rows + 1);
    if (state->active != SCREEN_MAIN || (state->modes & MODE_BRACKETED_PASTE) == 0)
        return;
    uint16_t from = state->cursor.y, to = state->cursor.y;
    while (from > 0 && rows[from - 1].wrapped != 0)
        from--;
    while (to < j->last && rows[to].wrapped != 0)
        to++;
    j->kept_from = from;
    j->kept_to = (uint16_t)(to + 1);
}

static uint16_t last_row(const struct term *t, uint16_t cursor_y)
{
    uint16_t y = (uint16_t)(t->state.rows - 1);
    while (y > cursor_y && row_used(t, y) == 0)
        y--;
    return y;
}

/* Joins what will be shown; returns how many rows it has. */
static uint32_t join_enough(struct join *j, uint16_t rows, struct history_state *history)
{
    const struct history *h = &j->term->history;
    uint64_t position = h->state.head;
    bool full = j->last + 1 == j->term->state.rows;
    join_all(j, position);
    uint32_t made = count_rows(j->scratch, j->cols);
    /* One more, since joining the first row with its line's beginning may save a row. */
    uint32_t missing = full && made < rows ? rows - made + 1u : 0;
    uint64_t lines = j->kept_from == 0 ? 0 : choose_lines(j->term, j->cols, missing, &position);
    *history = history_without(h, lines);
    if (lines > 0) {
        history->epoch++;
        join_all(j, position);
        made = count_rows(j->scratch, j->cols);
    }
    return made;
}

static void place_cursor(const struct scratch *s, const struct point *p, struct cursor *c,
                         uint32_t top)
{
    uint32_t x = c->x, y = c->y;
    uint16_t last_x = (uint16_t)(s->state.cols - 1), last_y = (uint16_t)(s->state.rows - 1);
    bool pending = false;
    if (p->found) {
        uint32_t row = find_point(s, p, s->state.cols, &x);
        y = row < top ? 0 : row - top;
        pending = x > last_x && p->beyond == 0;
    }
    c->x = x > last_x ? last_x : (uint16_t)x;
    c->y = y > last_y ? last_y : (uint16_t)y;
    c->pending_wrap = pending;
}

static struct point point_of(const struct cursor *c)
{
    return (struct point){.x = (uint16_t)(c->x + (c->pending_wrap != 0)), .y = c->y};
}

static void ready_main(struct term *t, struct scratch *s)
{
    bool shown = t->state.active == SCREEN_MAIN;
    struct cursor *cursor = shown ? &s->state.cursor : &s->state.saved[SCREEN_MAIN];
    struct join j = {.term = t, .scratch = s, .cols = s->state.cols};
    j.points[0] = point_of(cursor);
    j.points[1] = point_of(&s->state.saved[SCREEN_MAIN]);
    j.last = last_row(t, cursor->y);
    keep_edited_line(&j);
    uint32_t made = join_enough(&j, s->state.rows, &s->state.history);
    uint32_t top = made > s->state.rows ? made - s->state.rows : 0, x;
    uint32_t cursor_row = find_point(s, &j.points[0], s->state.cols, &x);
    /* The cursor never leaves the screen: rather rows below it do. */
    if (top > cursor_row)
        top = cursor_row;
    s->first = 0;
    for (uint32_t i = 0; i < top; i++)
        s->first = next_row(s, s->first, s->state.cols);
    if (shown)
        place_cursor(s, &j.points[0], cursor, top);
    place_cursor(s, &j.points[1], &s->state.saved[SCREEN_MAIN], top);
}

static void clamp_cursor(struct cursor *c, const struct term_state *to, uint16_t up)
{
    c->y = c->y > up ? (uint16_t)(c->y - up) : 0;
    if (c->y >= to->rows)
        c->y = (uint16_t)(to->rows - 1);
    if (c->x >= to->cols)
        c->x = (uint16_t)(to->cols - 1);
    c->pending_wrap = c->pending_wrap != 0 && c->x + 1 == to->cols;
}

/* Cuts or pads; where the cursor would be cut off, rows leave at the top instead. */
static void ready_alternate(const struct term *t, struct scratch *s)
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
            to[cols - 1].text = ' ' | (to[cols - 1].text & CELL_PROTECTED);
    }
    if (shown)
        clamp_cursor(&s->state.cursor, next, up);
    clamp_cursor(&s->state.saved[SCREEN_ALTERNATE], next, up);
}

static void ready_state(const struct term *t, struct scratch *s, uint16_t cols, uint16_t rows)
{
    s->state = t->state;
    s->state.cols = cols;
    s->state.rows = rows;
    s->state.top = s->state.left = 0;
    s->state.bottom = (uint16_t)(rows - 1);
    s->state.right = (uint16_t)(cols - 1);
    s->state.tick++;
    s->state.resize_serial++;
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
    ready_state(t, s, cols, rows);
    ready_main(t, s);
    ready_alternate(t, s);
    atomic_signal_fence(memory_order_seq_cst);
    s->ready = 1;
    resize_apply(t, s);
}

/* ---- putting in place ---- */

static void apply_history(struct term *t, const struct scratch *s)
{
    uint16_t cols = s->state.cols;
    bool wrapped;
    history_rollback(&t->history, &s->state.history);
    RESIZE_STEP();
    for (uint32_t at = 0; at < s->first; at = next_row(s, at, cols)) {
        uint16_t len = row_length(s, at, cols, &wrapped);
        history_push(&t->history, t, s->cells + at, len, wrapped);
        RESIZE_STEP();
    }
}

static void apply_row(struct term *t, const struct scratch *s, unsigned grid, uint16_t y,
                      const struct cell *from, uint16_t len)
{
    uint16_t cols = s->state.cols;
    struct row *row = &t->grids[grid].rows[y];
    struct cell *to = t->grids[grid].cells + (size_t)y * cols;
    memset(row, 0, sizeof(*row));
    row->changed = s->state.tick;
    row->slot = y;
    memcpy(to, from, len * sizeof(*to));
    memset(to + len, 0, (size_t)(cols - len) * sizeof(*to));
    row->clear = (uint16_t)(cols - len);
}

void resize_apply(struct term *t, struct scratch *s)
{
    BUG_UNLESS(s->ready == 1);
    uint16_t cols = s->state.cols;
    uint32_t at = s->first;
    apply_history(t, s);
    for (uint16_t y = 0; y < s->state.rows; y++) {
        bool wrapped = false;
        uint16_t len = at < s->used ? row_length(s, at, cols, &wrapped) : 0;
        apply_row(t, s, SCREEN_MAIN, y, s->cells + (len > 0 ? at : 0), len);
        t->grids[SCREEN_MAIN].rows[y].wrapped = wrapped;
        apply_row(t, s, SCREEN_ALTERNATE, y, s->alternate + (size_t)y * cols, cols);
        if (at < s->used)
            at = next_row(s, at, cols);
        RESIZE_STEP();
    }
    t->state = s->state;
    RESIZE_STEP();
    memset(&t->state.history, 0, sizeof(t->state.history));
    atomic_signal_fence(memory_order_seq_cst);
    s->ready = 0;
}

void resize_done(struct scratch *s)
{
    atomic_signal_fence(memory_order_seq_cst);
    s->ready = 0;
    atomic_signal_fence(memory_order_seq_cst);
}
