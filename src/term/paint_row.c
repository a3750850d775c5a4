/*
 * CUP is written before a cell unless the viewer's cursor is known to be there. The position is
 * unknown after the last column, and after a character whose width differs between terminals; a
 * disagreement therefore never spreads beyond its cell.
 */
#include "term/paint_row.h"

#include "term/rare.h"
#include "term/term.h"

size_t paint_room(const struct paint_out *o)
{
    return o->bytes.size - o->bytes.len;
}

void paint_move(struct paint_out *o, uint16_t x, uint16_t y)
{
    if (o->sure && o->x == x && o->y == y)
        return;
    if (o->sure && o->y == y && x == 0)
        text_char(&o->bytes, '\r');
    else
        bytes_position(&o->bytes, x, y);
    o->x = x;
    o->y = y;
    o->sure = true;
}

void paint_pen(struct paint_out *o, const struct pen *pen)
{
    bytes_pen(&o->bytes, &o->pen, pen);
}

static struct pen row_pen_of(const struct term *t, struct cell c)
{
    return (struct pen){.style = rare_style(t, c), .link = rare_link(t, c)};
}

/* The number of cells from x on that are erased and have the same style and link. */
static uint16_t row_blank_run(const struct cell *cells, uint16_t x, uint16_t cols)
{
    uint16_t n = 0;
    while (x + n < cols && !cell_written(cells[x + n]) && cell_looks_like(cells[x + n], cells[x]))
        n++;
    return n;
}

/* Writes n blanks: EL up to the end of the row, otherwise ECH. Both erase to the background of the
 * style. */
static void row_put_blanks(struct paint_out *o, uint16_t n, bool to_end)
{
    if (to_end) {
        text_str(&o->bytes, "\x1b[K");
        return;
    }
    text_str(&o->bytes, "\x1b[");
    text_u64(&o->bytes, n);
    text_char(&o->bytes, 'X');
}

static void row_put_character(struct paint_out *o, const struct cell *cells, uint16_t x,
                              uint16_t cols)
{
    uint8_t utf8[LIMIT_CLUSTER_POINTS * 4];
    struct cell c = cells[x];
    uint16_t columns = (c.text & CELL_WIDE) ? 2 : 1;
    size_t n = term_cell_text(o->t, c, utf8);
    text_add(&o->bytes, slice_make(utf8, n));
    o->x = (uint16_t)(o->x + columns);
    if (o->x >= cols || !bytes_width_is_sure(c))
        o->sure = false;
}

/* The number of cells from x on that are printable ASCII and have the same style and link. */
static uint16_t row_ascii_run(const struct cell *cells, uint16_t x, uint16_t cols)
{
    uint16_t n = 0;
    while (x + n < cols && (cells[x + n].text & CELL_VALUE) - 0x20 < 0x5F &&
           cell_looks_like(cells[x + n], cells[x]))
        n++;
    return n;
}

static uint16_t row_put_ascii(struct paint_out *o, const struct cell *cells, uint16_t x,
                              uint16_t cols)
{
    uint16_t n = row_ascii_run(cells, x, cols);
    size_t most = paint_room(o);
    if (n > most)
        n = (uint16_t)most;
    for (uint16_t i = 0; i < n; i++)
        o->bytes.at[o->bytes.len++] = (char)(cells[x + i].text & CELL_VALUE);
    o->x = (uint16_t)(o->x + n);
    if (o->x >= cols)
        o->sure = false;
    return n;
}

bool paint_row(struct paint_out *o, uint16_t y, uint16_t *x)
{
    const struct cell *cells = term_cells(o->t, y);
    uint16_t cols = o->t->state.cols;
    while (*x < cols) {
        struct cell c = cells[*x];
        if (c.text & CELL_TAIL) {
            (*x)++;
            continue;
        }
        struct pen pen = row_pen_of(o->t, c);
        uint16_t n = 1;
        if (paint_room(o) < BYTES_CELL_MAX + pen.link.len)
            return false;
        paint_move(o, *x, y);
        if (!cell_written(c)) {
            n = row_blank_run(cells, *x, cols);
            pen.link = (struct slice){0};
            paint_pen(o, &pen);
            row_put_blanks(o, n, *x + n == cols);
        } else {
            paint_pen(o, &pen);
            n = row_ascii_run(cells, *x, cols) > 0 ? row_put_ascii(o, cells, *x, cols) : 0;
            if (n == 0) {
                row_put_character(o, cells, *x, cols);
                n = (c.text & CELL_WIDE) ? 2 : 1;
            }
        }
        *x = (uint16_t)(*x + n);
    }
    return true;
}
