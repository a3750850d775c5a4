/*
 * Rows are moved by moving struct row, so the cost depends on the rows, not on the cells; between
 * side margins, cells are copied. For the painters, a scroll of the whole screen increases
 * state.scrolled and marks only the new rows as changed; any other scroll marks every row that
 * moved.
 */
#include "term/scroll.h"

#include "term/history_pack.h"
#include "term/wrap.h"

#include <string.h>

static void scroll_reverse(struct row *rows, unsigned from, unsigned end)
{
    for (; from + 1 < end; from++) {
        struct row kept = rows[from];
        rows[from] = rows[--end];
        rows[end] = kept;
    }
}

/* A range of rows that move, both ends inclusive. */
struct rows {
    unsigned top, bottom;
};

/* Moves the first n of rows `top` to `bottom` to the end of that range. */
static void scroll_rotate(struct row *rows, unsigned top, unsigned bottom, unsigned n)
{
    if (n == 1) {
        struct row first = rows[top];
        memmove(&rows[top], &rows[top + 1], (bottom - top) * sizeof *rows);
        rows[bottom] = first;
        return;
    }
    scroll_reverse(rows, top, top + n);
    scroll_reverse(rows, top + n, bottom + 1);
    scroll_reverse(rows, top, bottom + 1);
}

static bool scroll_sides_full(const struct feed *f)
{
    return f->t->state.left == 0 && f->t->state.right + 1 == f->t->state.cols;
}

/* Makes blank a row that a rotation has moved to the other end. */
static void scroll_renew(struct feed *f, unsigned y)
{
    struct row *r = screen_at(f, y);
    r->changed = f->t->state.tick;
    screen_erase(f, y, 0, f->t->state.cols, false);
}

/* Copies the cells of row `from` between the side margins to row `to`. */
static void scroll_copy_between(struct feed *f, unsigned from, unsigned to)
{
    const struct term_state *s = &f->t->state;
    struct cell *source = screen_row(f, from, s->right + 1u);
    screen_split(source, s->cols, s->left);
    screen_split(source, s->cols, s->right + 1u);
    struct cell *target = screen_row(f, to, s->right + 1u);
    screen_split(target, s->cols, s->left);
    screen_split(target, s->cols, s->right + 1u);
    memcpy(target + s->left, source + s->left, (s->right - s->left + 1u) * sizeof *target);
    wrap_erased(f->t, to, s->left, s->right + 1u);
}

/* Moves rows by n (at most the number of rows) between full-width margins. */
static void scroll_whole_rows(struct feed *f, struct rows rows, unsigned n, bool up)
{
    unsigned height = rows.bottom - rows.top + 1;
    unsigned blank = up ? rows.bottom + 1 - n : rows.top;
    scroll_rotate(screen_grid(f)->rows, rows.top, rows.bottom, up ? n : height - n);
    screen_moved(f, rows.top, rows.bottom);
    wrap_scrolled(f->t, rows.top, rows.bottom);
    for (unsigned i = 0; i < n; i++)
        scroll_renew(f, blank + i);
}

/* The same between narrower side margins. */
static void scroll_part_rows(struct feed *f, struct rows rows, unsigned n, bool up)
{
    const struct term_state *s = &f->t->state;
    unsigned height = rows.bottom - rows.top + 1;
    unsigned blank = up ? rows.bottom + 1 - n : rows.top;
    for (unsigned i = 0; i + n < height; i++) {
        if (up)
            scroll_copy_between(f, rows.top + i + n, rows.top + i);
        else
            scroll_copy_between(f, rows.bottom - i - n, rows.bottom - i);
    }
    for (unsigned i = 0; i < n; i++)
        screen_erase(f, blank + i, s->left, s->right + 1u, false);
}

static void scroll_rows(struct feed *f, struct rows rows, unsigned n, bool up)
{
    n = least(n, rows.bottom - rows.top + 1);
    if (n == 0)
        return;
    if (scroll_sides_full(f))
        scroll_whole_rows(f, rows, n, up);
    else
        scroll_part_rows(f, rows, n, up);
}

void scroll_up(struct feed *f, unsigned top, unsigned bottom, unsigned n)
{
    scroll_rows(f, (struct rows){top, bottom}, n, true);
}

void scroll_down(struct feed *f, unsigned top, unsigned bottom, unsigned n)
{
    scroll_rows(f, (struct rows){top, bottom}, n, false);
}

static void scroll_push_top(struct feed *f)
{
    struct term *t = f->t;
    const struct row *r = &t->grids[SCREEN_MAIN].rows[0];
    const struct cell *cells = row_cells(t, SCREEN_MAIN, 0);
    bool continues = wrap_continues(t, SCREEN_MAIN, 0);
    unsigned used =
        continues ? wrap_columns(t, SCREEN_MAIN, 0) : t->state.cols - (unsigned)r->clear;
    history_push(&t->history, t, cells, (uint16_t)used, continues);
}

void scroll_off(struct feed *f, unsigned n)
{
    struct term_state *s = &f->t->state;
    bool full = s->top == 0 && scroll_sides_full(f);
    bool whole = full && s->bottom + 1 == s->rows;
    bool kept = full && s->active == SCREEN_MAIN;
    if (!whole && !kept) {
        scroll_up(f, s->top, s->bottom, n);
        return;
    }
    n = least(n, s->bottom - s->top + 1u);
    for (unsigned i = 0; i < n; i++) {
        if (kept)
            scroll_push_top(f);
        scroll_rotate(screen_grid(f)->rows, s->top, s->bottom, 1);
        scroll_renew(f, s->bottom);
    }
    if (whole)
        s->scrolled += n;
    else
        screen_moved(f, s->top, s->bottom);
}
