/*
 * The cells of a line's rows are stored one after the other, followed by an end mark. Points that
 * must stay on their character are recorded as cell indices.
 */
#include "term/join.h"

#include "base/bug.h"
#include "term/cluster.h"
#include "term/rare.h"
#include "term/wrap.h"

uint16_t join_row_written(const struct term *t, uint16_t y)
{
    const struct cell *cells = row_cells(t, SCREEN_MAIN, y);
    uint16_t n = t->state.cols;
    while (n > 0 && !cell_written(cells[n - 1]))
        n--;
    return n;
}

/* The number of cells in use in row y: all up to the last one that is not zero. */
static uint16_t join_row_used(const struct term *t, uint16_t y)
{
    const struct cell *cells = row_cells(t, SCREEN_MAIN, y);
    uint16_t n = t->state.cols;
    while (n > 0 && cell_is_zero(cells[n - 1]))
        n--;
    return n;
}

static void join_add(struct join *j, struct cell c)
{
    struct scratch *s = j->scratch;
    BUG_UNLESS(s->used < 2 * LIMIT_CELLS);
    s->cells[s->used++] = c;
}

/* The end of the text of the line in progress, as an index. Blank cells before a cursor in a row
 * that continues the line count as text. */
static uint32_t join_text_end(const struct join *j)
{
    const struct scratch *s = j->scratch;
    uint32_t end = s->used;
    while (end > j->line && !cell_written(s->cells[end - 1]))
        end--;
    for (unsigned i = 0; i < 2; i++) {
        const struct reflow_point *p = &j->points[i];
        if (p->found && p->row > j->line && p->at > end)
            end = p->at;
    }
    return end;
}

/* The end of the row, of the new width, that the line's text ends in. */
static uint32_t join_row_end(const struct join *j, uint32_t text_end)
{
    const struct cell *cells = j->scratch->cells;
    uint32_t at = j->line;
    while (text_end - at > j->cols) {
        at += j->cols;
        if (j->cols > 1 && (cells[at - 1].text & CELL_WIDE) != 0)
            at--;
    }
    return at + j->cols;
}

/* Ends the line in progress. Only written cells count: the coloured blanks after them are cut at
 * the end of the row and do not become rows of their own. */
static void join_end_line(struct join *j)
{
    struct scratch *s = j->scratch;
    uint32_t text_end = join_text_end(j);
    while (s->used > text_end && cell_is_zero(s->cells[s->used - 1]))
        s->used--;
    uint32_t row_end = s->used > text_end ? join_row_end(j, text_end) : s->used;
    if (s->used > row_end)
        s->used = row_end;
    for (unsigned i = 0; i < 2; i++) {
        struct reflow_point *p = &j->points[i];
        if (p->found && p->at > s->used) {
            p->beyond = (uint16_t)(p->beyond + p->at - s->used);
            p->at = s->used;
        }
    }
    join_add(j, (struct cell){.text = LINE_END});
    j->line = s->used;
}

/* Ends a row that is cut or padded, and that the line in progress continues after. */
static void join_end_row(struct join *j)
{
    join_add(j, (struct cell){.text = LINE_END, .foreground = LINE_CONTINUES});
    j->line = j->scratch->used;
}

/* A terminal of one column shows U+FFFD for wide characters. */
static void join_add_character(struct join *j, struct cell c)
{
    if (j->cols == 1 && (c.text & CELL_TAIL) != 0)
        return;
    if (j->cols == 1 && (c.text & CELL_WIDE) != 0)
        c.text = (c.text & ~(CELL_VALUE | CELL_WIDE)) | UTF8_REPLACEMENT;
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
        p->row = start;
        p->at = start + within;
        p->beyond = (uint16_t)(p->x - within);
    }
}

/* True if row y is cut or padded instead of being wrapped again. */
static bool join_keeps(const struct join *j, uint16_t y)
{
    return y >= j->kept_from && y < j->kept_to;
}

/* A space in a cell's style, without its link. */
static struct cell join_space_like(struct cell c)
{
    struct style s = cell_style(c);
    struct cell space = cell_of(&s, 0);
    space.text |= ' ';
    return space;
}

static void join_row(struct join *j, uint16_t y)
{
    const struct cell *cells = row_cells(j->term, SCREEN_MAIN, y);
    bool wrapped = y < j->last && wrap_continues(j->term, SCREEN_MAIN, y);
    bool kept = join_keeps(j, y);
    uint16_t len =
        wrapped ? (uint16_t)wrap_columns(j->term, SCREEN_MAIN, y) : join_row_used(j->term, y);
    if (kept && len > j->cols)
        len = j->cols;
    uint32_t start = j->scratch->used;
    for (uint16_t x = 0; x < len; x++) {
        bool halved = kept && x + 1 == j->cols && (cells[x].text & CELL_WIDE) != 0;
        join_add_character(j, halved ? join_space_like(cells[x]) : cells[x]);
    }
    join_note_points(j, y, start, j->scratch->used - start);
    if (!wrapped)
        join_end_line(j);
    else if (kept)
        join_end_row(j);
}

static struct cell join_unpacked(struct term *t, const struct history_cell *c)
{
    struct cell cell = rare_cell(t, &c->style, rare_intern(t, COLOR_DEFAULT, c->link));
    if (c->count == 1)
        cell.text |= c->points[0];
    else if (c->count > 1)
        cell.text |= cluster_intern(t, c->points, c->count);
    if (c->columns == 2)
        cell.text |= CELL_WIDE;
    return cell;
}

static struct cell join_tail_of(struct cell c)
{
    c.text = (c.text & CELL_RARE) | CELL_TAIL;
    return c;
}

static void join_history_line(struct join *j, struct history_line *l)
{
    struct history_cell c;
    while (history_cell(l, &c)) {
        struct cell cell = join_unpacked(j->term, &c);
        join_add_character(j, cell);
        if (c.columns == 2)
            join_add_character(j, join_tail_of(cell));
    }
    if (!l->wrapped)
        join_end_line(j);
}

void join_all(struct join *j, uint64_t position)
{
    struct history_line l;
    j->scratch->used = 0;
    j->line = 0;
    j->points[0].found = j->points[1].found = false; /* of an earlier call */
    while (history_after(&j->term->history, &position, &l))
        join_history_line(j, &l);
    for (uint16_t y = 0; y <= j->last; y++)
        join_row(j, y);
    j->needed = j->scratch->used;
    for (uint16_t y = (uint16_t)(j->last + 1); y < j->term->state.rows; y++)
        join_row(j, y);
}
