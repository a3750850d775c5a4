/*
 * Rows move by moving their struct row, so that a scroll costs the rows and not the cells; between
 * side margins the cells themselves are copied. Painters are told by two marks: when the whole
 * screen scrolls up, state.scrolled grows and only the new rows are marked; after any other
 * movement every row whose place changed is marked.
 */
#include "term/screen.h"

#include "term/style.h"

#include <string.h>

struct cell screen_blank(struct feed *f)
{
    struct cell blank = {0, 0, 0};
    uint32_t background = f->t->state.cursor.pen.background;
    if (background != COLOR_DEFAULT) {
        struct style s = {.background = background};
        blank.style = style_intern(f->t, &s);
    }
    return blank;
}

void screen_split(struct cell *cells, unsigned cols, unsigned x)
{
    if (x == 0 || x >= cols || (cells[x].text & CELL_TAIL) == 0)
        return;
    cells[x - 1].text = ' ' | (cells[x - 1].text & CELL_PROTECTED);
    cells[x].text = ' ' | (cells[x].text & CELL_PROTECTED);
}

static void fill(struct cell *cells, unsigned x0, unsigned x1, struct cell blank)
{
    if (blank.style == 0) {
        memset(cells + x0, 0, (x1 - x0) * sizeof *cells);
        return;
    }
    for (unsigned x = x0; x < x1; x++)
        cells[x] = blank;
}

static void erase_unprotected(struct cell *cells, unsigned x0, unsigned x1, struct cell blank)
{
    for (unsigned x = x0; x < x1; x++)
        if ((cells[x].text & CELL_PROTECTED) == 0)
            cells[x] = blank;
}

void screen_erase(struct feed *f, unsigned y, unsigned x0, unsigned x1, bool selective)
{
    unsigned cols = f->t->state.cols;
    struct row *r = screen_at(f, y);
    struct cell blank = screen_blank(f);
    unsigned used = cols - r->clear;
    bool to_end = x1 == cols;
    if (to_end && r->wrapped != 0) {
        r->wrapped = 0;
        r->changed = f->t->state.tick;
    }
    if (blank.style == 0 && x1 > used)
        x1 = used;
    if (x0 >= x1)
        return;
    struct cell *cells = screen_row(f, y, x1);
    screen_split(cells, cols, x0);
    screen_split(cells, cols, x1);
    if (selective) {
        erase_unprotected(cells, x0, x1, blank);
        return;
    }
    fill(cells, x0, x1, blank);
    if (to_end && blank.style == 0)
        r->clear = (uint16_t)(cols - x0);
}

void screen_moved(struct feed *f, unsigned y0, unsigned y1)
{
    for (unsigned y = y0; y <= y1; y++)
        screen_at(f, y)->changed = f->t->state.tick;
}

static void reverse(struct row *rows, unsigned from, unsigned end)
{
    for (; from + 1 < end; from++) {
        struct row kept = rows[from];
        rows[from] = rows[--end];
        rows[end] = kept;
    }
}

/* The first n of the rows top to bottom go behind the others. */
static void rotate(struct row *rows, unsigned top, unsigned bottom, unsigned n)
{
    if (n == 1) {
        struct row first = rows[top];
        memmove(&rows[top], &rows[top + 1], (bottom - top) * sizeof *rows);
        rows[bottom] = first;
        return;
    }
    reverse(rows, top, top + n);
    reverse(rows, top + n, bottom + 1);
    reverse(rows, top, bottom + 1);
}

static bool sides_full(const struct feed *f)
{
    return f->t->state.left == 0 && f->t->state.right + 1 == f->t->state.cols;
}

/* A row that came round by a rotation becomes blank. */
static void renew(struct feed *f, unsigned y)
{
    struct row *r = screen_at(f, y);
    r->changed = f->t->state.tick;
    r->wrapped = 0;
    screen_erase(f, y, 0, f->t->state.cols, false);
}

/* Between side margins: row `from`'s cells are copied to row `to`. */
static void copy_between(struct feed *f, unsigned from, unsigned to)
{
    const struct term_state *s = &f->t->state;
    struct cell *source = screen_row(f, from, s->right + 1u);
    screen_split(source, s->cols, s->left);
    screen_split(source, s->cols, s->right + 1u);
    struct cell *target = screen_row(f, to, s->right + 1u);
    screen_split(target, s->cols, s->left);
    screen_split(target, s->cols, s->right + 1u);
    memcpy(target + s->left, source + s->left, (s->right - s->left + 1u) * sizeof *target);
}

void screen_scroll_up(struct feed *f, unsigned top, unsigned bottom, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned height = bottom - top + 1;
    n = n < height ? n : height;
    if (n == 0)
        return;
    if (sides_full(f)) {
        rotate(screen_grid(f)->rows, top, bottom, n);
        screen_moved(f, top, bottom);
        for (unsigned y = bottom + 1 - n; y <= bottom; y++)
            renew(f, y);
        return;
    }
    for (unsigned y = top; y + n <= bottom; y++)
        copy_between(f, y + n, y);
    for (unsigned y = bottom + 1 - n; y <= bottom; y++)
        screen_erase(f, y, s->left, s->right + 1u, false);
}

void screen_scroll_down(struct feed *f, unsigned top, unsigned bottom, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned height = bottom - top + 1;
    n = n < height ? n : height;
    if (n == 0)
        return;
    if (sides_full(f)) {
        rotate(screen_grid(f)->rows, top, bottom, height - n);
        screen_moved(f, top, bottom);
        for (unsigned y = top; y < top + n; y++)
            renew(f, y);
        return;
    }
    for (unsigned y = bottom; y >= top + n; y--)
        copy_between(f, y - n, y);
    for (unsigned y = top; y < top + n; y++)
        screen_erase(f, y, s->left, s->right + 1u, false);
}

static void push_top(struct feed *f)
{
    struct term *t = f->t;
    const struct row *r = &t->grids[SCREEN_MAIN].rows[0];
    const struct cell *cells = &t->grids[SCREEN_MAIN].cells[(size_t)r->slot * t->state.cols];
    history_push(&t->history, t, cells, (uint16_t)(t->state.cols - r->clear), r->wrapped != 0);
}

void screen_scroll_off(struct feed *f, unsigned n)
{
    struct term_state *s = &f->t->state;
    unsigned height = s->bottom - s->top + 1u;
    n = n < height ? n : height;
    bool whole = s->top == 0 && s->bottom + 1 == s->rows && sides_full(f);
    bool kept = s->active == SCREEN_MAIN && s->top == 0 && sides_full(f);
    if (!whole && !kept) {
        screen_scroll_up(f, s->top, s->bottom, n);
        return;
    }
    for (unsigned i = 0; i < n; i++) {
        if (kept)
            push_top(f);
        rotate(screen_grid(f)->rows, s->top, s->bottom, 1);
        renew(f, s->bottom);
    }
    if (whole)
        s->scrolled += n;
    else
        screen_moved(f, s->top, s->bottom);
}

void screen_insert(struct feed *f, unsigned y, unsigned x, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned end = x <= s->right ? s->right + 1u : s->cols;
    n = n < end - x ? n : end - x;
    struct cell *cells = screen_row(f, y, end);
    screen_split(cells, s->cols, x);
    screen_split(cells, s->cols, end - n);
    screen_split(cells, s->cols, end);
    memmove(cells + x + n, cells + x, (end - x - n) * sizeof *cells);
    fill(cells, x, x + n, screen_blank(f));
    if (end == s->cols)
        screen_at(f, y)->wrapped = 0;
}

void screen_delete(struct feed *f, unsigned y, unsigned x, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned end = x <= s->right ? s->right + 1u : s->cols;
    n = n < end - x ? n : end - x;
    struct cell *cells = screen_row(f, y, end);
    screen_split(cells, s->cols, x);
    screen_split(cells, s->cols, x + n);
    screen_split(cells, s->cols, end);
    memmove(cells + x, cells + x + n, (end - x - n) * sizeof *cells);
    fill(cells, end - n, end, screen_blank(f));
    if (end == s->cols)
        screen_at(f, y)->wrapped = 0;
}

bool screen_within_sides(const struct feed *f)
{
    const struct term_state *s = &f->t->state;
    return s->cursor.x >= s->left && s->cursor.x <= s->right;
}

bool screen_within(const struct feed *f)
{
    const struct term_state *s = &f->t->state;
    return screen_within_sides(f) && s->cursor.y >= s->top && s->cursor.y <= s->bottom;
}

void screen_margins_reset(struct feed *f)
{
    struct term_state *s = &f->t->state;
    s->top = 0;
    s->bottom = (uint16_t)(s->rows - 1);
    s->left = 0;
    s->right = (uint16_t)(s->cols - 1);
}
