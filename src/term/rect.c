/*
 * Coordinates of rectangles count from the origin (DECOM). Rectangles are clipped to the screen,
 * not to the margins. Empty and inverted rectangles are ignored.
 */
#include "term/rect.h"

#include "term/erase.h"
#include "term/rare.h"
#include "term/sequence.h"
#include "term/wrap.h"

#include <string.h>

/* Rows and columns counted from 0; bottom and right are exclusive. */
struct rect {
    unsigned top, left, bottom, right;
};

/* Reads the rectangle of parameters i to i + 3: top, left, bottom, right. */
static struct rect rect_at(const struct feed *f, unsigned i)
{
    const struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    bool origin = screen_mode(f, MODE_ORIGIN);
    unsigned y0 = origin ? s->top : 0, x0 = origin ? s->left : 0;
    unsigned bottom = parameter(p, i + 2, 0), right = parameter(p, i + 3, 0);
    struct rect r = {y0 + parameter_from_1(p, i) - 1, x0 + parameter_from_1(p, i + 1) - 1,
                     bottom == 0 ? s->rows : least(y0 + bottom, s->rows),
                     right == 0 ? s->cols : least(x0 + right, s->cols)};
    if (r.left >= r.right)
        r.bottom = r.top;
    return r;
}

unsigned rect_sum(struct feed *f)
{
    const struct term *t = f->t;
    struct rect r = rect_at(f, 2);
    unsigned sum = 0;
    for (unsigned y = r.top; y < r.bottom; y++) {
        const struct cell *cells = screen_cells(f, y);
        for (unsigned x = r.left; x < r.right; x++) {
            uint32_t value = cells[x].text & CELL_VALUE;
            if (cell_is_cluster(cells[x]))
                value = t->clusters.entries[cell_cluster(cells[x])].points[0];
            sum += value == 0 ? ' ' : value;
        }
    }
    return sum;
}

void rect_fill(struct feed *f)
{
    struct term_state *s = &f->t->state;
    uint32_t point = parameter(&s->parser, 0, 0);
    bool printable = (point >= 0x20 && point < 0x7F) || (point >= 0xA0 && point < 0x300);
    struct rect r = rect_at(f, 1);
    if (!printable)
        return;
    struct cell cell = rare_cell(f->t, &s->cursor.pen, 0);
    cell.text |= point;
    for (unsigned y = r.top; y < r.bottom; y++) {
        struct cell *cells = screen_row(f, y, r.right);
        screen_split(cells, s->cols, r.left);
        screen_split(cells, s->cols, r.right);
        wrap_erased(f->t, y, r.left, r.right);
        for (unsigned x = r.left; x < r.right; x++)
            cells[x] = cell;
    }
}

void rect_erase(struct feed *f, bool selective)
{
    struct rect r = rect_at(f, 0);
    bool guard = erase_guards(f, selective);
    for (unsigned y = r.top; y < r.bottom; y++)
        screen_erase(f, y, r.left, r.right, guard);
}

/* Replaces halves of wide characters, cut at the edges of a copied rectangle, by spaces. */
static void rect_repair_edges(struct cell *cells, unsigned left, unsigned right)
{
    if ((cells[left].text & CELL_TAIL) != 0)
        cell_make_space(&cells[left]);
    if ((cells[right - 1].text & CELL_WIDE) != 0)
        cell_make_space(&cells[right - 1]);
}

/* Copies the first row of a rectangle to row y, from column x on. */
static void rect_copy_row(struct feed *f, const struct rect *from, unsigned y, unsigned x)
{
    unsigned cols = f->t->state.cols, width = from->right - from->left;
    const struct cell *old = screen_cells(f, from->top);
    struct cell *cells = screen_row(f, y, x + width);
    screen_split(cells, cols, x);
    screen_split(cells, cols, x + width);
    memmove(cells + x, old + from->left, width * sizeof *cells);
    rect_repair_edges(cells, x, x + width);
    wrap_erased(f->t, y, x, x + width);
}

void rect_copy(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    const struct parser *p = &s->parser;
    bool origin = screen_mode(f, MODE_ORIGIN);
    struct rect r = rect_at(f, 0);
    unsigned top = parameter_from_1(p, 5) - 1 + (origin ? s->top : 0u);
    unsigned left = parameter_from_1(p, 6) - 1 + (origin ? s->left : 0u);
    if (r.top >= r.bottom || top >= s->rows || left >= s->cols)
        return;
    unsigned height = least(r.bottom - r.top, s->rows - top);
    r.right = least(r.right, r.left + s->cols - left);
    for (unsigned i = 0; i < height; i++) {
        unsigned row = top <= r.top ? i : height - 1 - i;
        struct rect from = {r.top + row, r.left, r.top + row + 1, r.right};
        rect_copy_row(f, &from, top + row, left);
    }
}
