/*
 * Characters into cells. A run of printable ASCII is the common case and has a loop of its own,
 * which looks at the row once and at each byte once; everything else (charsets, insert mode, wide
 * and combining characters) goes one character at a time.
 *
 * The last column is written without moving on: the cursor stays there with a wrap pending, which
 * the next character carries out first.
 */
#include "term/cursor.h"

#include "term/style.h"
#include "term/width.h"

#include <string.h>

/* DEC special graphics, 0x5F to 0x7E. */
static const uint16_t drawing[32] = {
    0x0020, 0x25C6, 0x2592, 0x2409, 0x240C, 0x240D, 0x240A, 0x00B0, 0x00B1, 0x2424, 0x240B,
    0x2518, 0x2510, 0x250C, 0x2514, 0x253C, 0x23BA, 0x23BB, 0x2500, 0x23BC, 0x23BD, 0x251C,
    0x2524, 0x2534, 0x252C, 0x2502, 0x2264, 0x2265, 0x03C0, 0x2260, 0x00A3, 0x00B7};

/* What a character of the next write looks like, but for its text. */
static struct cell pen_cell(struct feed *f)
{
    struct cursor *c = &f->t->state.cursor;
    if (c->pen_index == PEN_UNKNOWN)
        c->pen_index = style_intern(f->t, &c->pen);
    return (struct cell){c->protect != 0 ? CELL_PROTECTED : 0, c->pen_index, c->link};
}

/* The last column that printing reaches from where the cursor is. */
static unsigned print_limit(const struct term_state *s)
{
    return s->cursor.x > s->right ? s->cols - 1u : s->right;
}

/* Carries out the wrap: down, and to the left margin. */
static void wrap(struct feed *f)
{
    struct term_state *s = &f->t->state;
    struct row *r = screen_at(f, s->cursor.y);
    if (s->left == 0 && s->right + 1 == s->cols) {
        r->wrapped = 1;
        r->changed = s->tick;
    }
    cursor_index(f);
    s->cursor.x = s->left;
}

static void wrap_pending(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (s->cursor.pending_wrap == 0)
        return;
    s->cursor.pending_wrap = 0;
    if (screen_mode(f, MODE_AUTOWRAP))
        wrap(f);
}

/* After writing up to column end - 1: a tail that lost its head, and the cursor. */
static void wrote(struct feed *f, struct cell *cells, unsigned end, unsigned limit)
{
    struct term_state *s = &f->t->state;
    if (end < s->cols && (cells[end].text & CELL_TAIL) != 0)
        cells[end].text = ' ' | (cells[end].text & CELL_PROTECTED);
    if (end == s->cols)
        screen_at(f, s->cursor.y)->wrapped = 0;
    s->cursor.pending_wrap = end > limit;
    s->cursor.x = (uint16_t)(end > limit ? limit : end);
}

static void clear_head(struct cell *cells, unsigned x)
{
    if (x > 0 && (cells[x].text & CELL_TAIL) != 0)
        cells[x - 1].text = ' ' | (cells[x - 1].text & CELL_PROTECTED);
}

static bool plain(const struct term_state *s)
{
    const struct cursor *c = &s->cursor;
    return c->charsets[c->charset] == 'B' && c->single_shift == 0 && (s->modes & MODE_INSERT) == 0;
}

size_t print_ascii(struct feed *f, const uint8_t *bytes, size_t n)
{
    struct term_state *s = &f->t->state;
    if (!plain(s)) {
        print_point(f, bytes[0]);
        return 1;
    }
    wrap_pending(f);
    struct cell cell = pen_cell(f);
    unsigned x = s->cursor.x, limit = print_limit(s), room = limit - x + 1;
    size_t most = n < room ? n : room, i = 0;
    uint32_t mark = cell.text;
    const struct row *r = screen_at(f, s->cursor.y);
    unsigned clear = r->clear;
    struct cell *cells = screen_row(f, s->cursor.y, x);
    clear_head(cells, x);
    for (struct cell *to = cells + x; i < most && (uint8_t)(bytes[i] - 0x20) < 0x5F; i++, to++) {
        cell.text = bytes[i] | mark;
        *to = cell;
    }
    unsigned end = x + (unsigned)i;
    screen_at(f, s->cursor.y)->clear = (uint16_t)(clear < s->cols - end ? clear : s->cols - end);
    s->parser.repeat = bytes[i - 1];
    wrote(f, cells, end, limit);
    return i;
}

static uint32_t translate(struct cursor *c, uint32_t point)
{
    uint8_t set = c->charsets[c->single_shift != 0 ? c->single_shift : c->charset];
    c->single_shift = 0;
    if (set == '0' && point >= 0x5F && point <= 0x7E)
        return drawing[point - 0x5F];
    if (set == 'A' && point == '#')
        return 0xA3;
    return point;
}

/* The points that the cell shows; an erased one counts as a space. */
static struct cluster cell_cluster(const struct term *t, uint32_t text)
{
    struct cluster c = {.count = 1};
    if ((text & CELL_CLUSTER) != 0)
        return t->clusters.entries[text & CELL_VALUE];
    c.points[0] = (text & CELL_VALUE) != 0 ? text & CELL_VALUE : ' ';
    return c;
}

/* A combining character joins the character before the cursor; without one it is dropped. */
static void combine(struct feed *f, uint32_t point)
{
    struct term *t = f->t;
    struct cursor *cursor = &t->state.cursor;
    unsigned x = cursor->x, y = cursor->y;
    if (cursor->pending_wrap == 0) {
        if (x == 0)
            return;
        x--;
    }
    const struct row *r = screen_at(f, y);
    const struct cell *old = &screen_grid(f)->cells[(size_t)r->slot * t->state.cols];
    if (x > 0 && (old[x].text & CELL_TAIL) != 0)
        x--;
    struct cluster c = cell_cluster(t, old[x].text);
    if (c.count == LIMIT_CLUSTER_POINTS) {
        t->counts.clusters_cut++;
        return;
    }
    c.points[c.count++] = point;
    uint32_t text = cluster_intern(t, c.points, c.count);
    if ((text & CELL_CLUSTER) == 0)
        return;
    struct cell *cell = &screen_row(f, y, x + 1)[x];
    cell->text = (cell->text & (CELL_WIDE | CELL_PROTECTED)) | text;
}

static void put(struct feed *f, uint32_t point, unsigned columns)
{
    struct term_state *s = &f->t->state;
    if (columns > s->cols)
        return;
    wrap_pending(f);
    unsigned limit = print_limit(s);
    if (columns > limit - s->cursor.x + 1) {
        if (!screen_mode(f, MODE_AUTOWRAP) || limit == s->left)
            return; /* as in xterm it is not shown at all */
        screen_erase(f, s->cursor.y, s->cursor.x, s->cursor.x + 1u, false);
        wrap(f);
        limit = print_limit(s);
        if (columns > limit - s->cursor.x + 1)
            return;
    }
    unsigned x = s->cursor.x;
    if (screen_mode(f, MODE_INSERT))
        screen_insert(f, s->cursor.y, x, columns);
    struct cell cell = pen_cell(f);
    struct cell *cells = screen_row(f, s->cursor.y, x + columns);
    clear_head(cells, x);
    if (columns == 2) {
        cells[x + 1] = cell;
        cells[x + 1].text |= CELL_TAIL;
        cell.text |= CELL_WIDE;
    }
    cell.text |= point;
    cells[x] = cell;
    wrote(f, cells, x + columns, limit);
}

void print_point(struct feed *f, uint32_t point)
{
    if (point < 0x80)
        point = translate(&f->t->state.cursor, point);
    else
        f->t->state.cursor.single_shift = 0;
    unsigned columns = point < 0x300 ? 1 : width_of(point);
    if (columns == 0) {
        combine(f, point);
        return;
    }
    f->t->state.parser.repeat = point;
    put(f, point, columns);
}

void print_repeat(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    uint32_t point = s->parser.repeat;
    unsigned most = (unsigned)s->cols * s->rows;
    if (point == 0)
        return;
    for (unsigned i = 0; i < n && i < most; i++)
        put(f, point, point < 0x300 ? 1 : width_of(point));
}
