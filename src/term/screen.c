/*
 * Each row has a count of cells at its end that are known to be zero (struct row, clear); erasing
 * these again costs nothing. Writes decrease the count, erasing increases it.
 */
#include "term/screen.h"

#include "term/wrap.h"

#include <string.h>

struct cell screen_blank(struct feed *f)
{
    return (struct cell){.background = f->t->state.cursor.pen.background};
}

void screen_split(struct cell *cells, unsigned cols, unsigned x)
{
    if (x == 0 || x >= cols || (cells[x].text & CELL_TAIL) == 0)
        return;
    cell_make_space(&cells[x - 1]);
    cell_make_space(&cells[x]);
}

static void screen_fill(struct cell *cells, unsigned x0, unsigned x1, struct cell blank)
{
    if (blank.background == COLOR_DEFAULT) {
        memset(cells + x0, 0, (x1 - x0) * sizeof *cells);
        return;
    }
    for (unsigned x = x0; x < x1; x++)
        cells[x] = blank;
}

static void screen_erase_unprotected(struct cell *cells, unsigned x0, unsigned x1,
                                     struct cell blank)
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
    if (!selective || (screen_cells(f, y)->text & CELL_PROTECTED) == 0)
        wrap_erased(f->t, y, x0, x1);
    if (blank.background == COLOR_DEFAULT && x1 > used)
        x1 = used;
    if (x0 >= x1)
        return;
    struct cell *cells = screen_row(f, y, x1);
    if (x0 > 0)
        screen_split(cells, cols, x0);
    if (!to_end)
        screen_split(cells, cols, x1);
    if (selective) {
        screen_erase_unprotected(cells, x0, x1, blank);
        return;
    }
    screen_fill(cells, x0, x1, blank);
    if (to_end && blank.background == COLOR_DEFAULT)
        r->clear = (uint16_t)(cols - x0);
}

void screen_moved(struct feed *f, unsigned y0, unsigned y1)
{
    for (unsigned y = y0; y <= y1; y++)
        screen_at(f, y)->changed = f->t->state.tick;
}

void screen_insert(struct feed *f, unsigned y, unsigned x, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned end = x <= s->right ? s->right + 1u : s->cols;
    if (n >= end - x) {
        screen_erase(f, y, x, end, false);
        return;
    }
    struct cell *cells = screen_row(f, y, end);
    screen_split(cells, s->cols, x);
    screen_split(cells, s->cols, end - n);
    screen_split(cells, s->cols, end);
    memmove(cells + x + n, cells + x, (end - x - n) * sizeof *cells);
    screen_fill(cells, x, x + n, screen_blank(f));
}

void screen_delete(struct feed *f, unsigned y, unsigned x, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned end = x <= s->right ? s->right + 1u : s->cols;
    if (n >= end - x) {
        screen_erase(f, y, x, end, false);
        return;
    }
    struct cell *cells = screen_row(f, y, end);
    screen_split(cells, s->cols, x);
    screen_split(cells, s->cols, x + n);
    screen_split(cells, s->cols, end);
    memmove(cells + x, cells + x + n, (end - x - n) * sizeof *cells);
    screen_fill(cells, end - n, end, screen_blank(f));
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
