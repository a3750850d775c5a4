/*
 * The cells of a line's rows are stored one after the other, followed by an end mark. Points that
 * must stay on their character are recorded as cell indices.
 */
#include "term/join.h"

#include "base/bug.h"
#include "term/cluster.h"
#include "term/link.h"
#include "term/style.h"
#include "term/wrap.h"

static bool join_is_zero(const struct cell *c)
{
    return c->text == 0 && c->style == 0 && c->link == 0;
}

static const struct cell *join_main_cells(const struct term *t, uint16_t y)
{
    const struct grid *g = &t->grids[SCREEN_MAIN];
    return g->cells + (size_t)g->rows[y].slot * t->state.cols;
}

uint16_t join_row_used(const struct term *t, uint16_t y)
{
    const struct cell *cells = join_main_cells(t, y);
    uint16_t n = t->state.cols;
    while (n > 0 && join_is_zero(cells + n - 1))
        n--;
    return n;
}

static void join_add(struct join *j, struct cell c)
{
    struct scratch *s = j->scratch;
    BUG_UNLESS(s->used < 2 * LIMIT_CELLS);
    s->cells[s->used++] = c;
}

static void join_end_line(struct join *j)
{
    join_add(j, (struct cell){LINE_END, 0, 0});
}

/* Called before adding a row that continues a line. If the row starts with a wide character that
 * did not fit at the end of the previous row, the cell left empty there is removed. */
static void join_close_gap(struct join *j, bool starts_wide)
{
    struct scratch *s = j->scratch;
    if (starts_wide && s->used > 0 && join_is_zero(s->cells + s->used - 1))
        s->used--;
}

/* A terminal of one column shows U+FFFD for wide characters. */
static void join_add_character(struct join *j, struct cell c)
{
    if (j->cols == 1 && (c.text & CELL_TAIL) != 0)
        return;
    if (j->cols == 1 && (c.text & CELL_WIDE) != 0)
        c.text = UTF8_REPLACEMENT;
    join_add(j, c);
}

static void join_note_points(struct join *j, uint16_t y, uint32_t start, uint32_t len)
{
    for (unsigned i = 0; i < 2; i++) {
        struct reflow_point *p = &j->points[i];
        if (p->y != y)
            continue;
        uint32_t within = p->x < len ? p->x : len;
        p->found = true;
        p->at = start + within;
        p->beyond = (uint16_t)(p->x - within);
    }
}

/* True if row y is cut or padded instead of being wrapped again. */
static bool join_keeps(const struct join *j, uint16_t y)
{
    return y >= j->kept_from && y < j->kept_to;
}

static void join_row(struct join *j, uint16_t y, bool continues)
{
    const struct cell *cells = join_main_cells(j->term, y);
    bool wrapped = y < j->last && wrap_continues(j->term, SCREEN_MAIN, y);
    bool kept = join_keeps(j, y);
    uint16_t len = wrapped && !kept ? j->term->state.cols : join_row_used(j->term, y);
    if (kept && len > j->cols)
        len = j->cols;
    if (continues)
        join_close_gap(j, (cells[0].text & CELL_WIDE) != 0);
    uint32_t start = j->scratch->used;
    for (uint16_t x = 0; x < len; x++) {
        bool halved = kept && x + 1 == j->cols && (cells[x].text & CELL_WIDE) != 0;
        join_add_character(j, halved ? (struct cell){' ', cells[x].style, 0} : cells[x]);
    }
    join_note_points(j, y, start, j->scratch->used - start);
    if (!wrapped || kept)
        join_end_line(j);
}

static struct cell join_unpacked(struct term *t, const struct history_cell *c)
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

static void join_history_line(struct join *j, struct history_line *l, bool continues)
{
    struct history_cell c;
    for (bool first = true; history_cell(l, &c); first = false) {
        if (first && continues)
            join_close_gap(j, c.columns == 2);
        struct cell cell = join_unpacked(j->term, &c);
        join_add_character(j, cell);
        if (c.columns == 2)
            join_add_character(j, (struct cell){CELL_TAIL, cell.style, cell.link});
    }
    if (!l->wrapped)
        join_end_line(j);
}

void join_all(struct join *j, uint64_t position)
{
    struct history_line l;
    bool continues = false;
    j->scratch->used = 0;
    while (history_after(&j->term->history, &position, &l)) {
        bool wrapped = l.wrapped;
        join_history_line(j, &l, continues);
        continues = wrapped;
    }
    for (uint16_t y = 0; y <= j->last; y++) {
        join_row(j, y, continues);
        continues =
            wrap_continues(j->term, SCREEN_MAIN, y) && (y + 1 < j->kept_from || y >= j->kept_to);
    }
}
