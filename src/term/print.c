/*
 * A run of printable ASCII is the common case and has a loop of its own, which looks at the row
 * once and at each byte once. In all other cases (charsets, insert mode, wide and combining
 * characters) one character is printed at a time.
 *
 * After the last column has been written, the cursor stays there with a pending wrap, which the
 * next character carries out first.
 */
#include "term/print.h"

#include "term/charset.h"
#include "term/cluster.h"
#include "term/cursor.h"
#include "term/rare.h"
#include "term/watch.h"
#include "term/width.h"
#include "term/wrap.h"

#include <string.h>

/* The next character's cell, without its text. */
static inline struct cell print_cell(struct feed *f)
{
    struct cursor *c = &f->t->state.cursor;
    if (c->cell_known == 0) {
        c->cell = rare_cell(f->t, &c->pen, c->link);
        c->cell.text |= c->protect != 0 ? CELL_PROTECTED : 0;
        c->cell_known = 1;
    }
    return c->cell;
}

/* The last column that printing can reach from the cursor. */
static unsigned print_limit(const struct term_state *s)
{
    return s->cursor.x > s->right ? s->cols - 1u : s->right;
}

/* Carries out a wrap: moves down and to the left margin. */
static void print_wrap(struct feed *f, enum wrap how)
{
    struct term_state *s = &f->t->state;
    unsigned y = s->cursor.y;
    bool moves = y == s->bottom || y + 1u < s->rows;
    bool joins = moves && s->left == 0 && s->right + 1 == s->cols;
    if (f->watching)
        watch_before_wrap(f, joins);
    (void)cursor_advance(f);
    s->cursor.x = s->left;
    if (joins)
        wrap_begin(f->t, how);
    if (f->watching)
        watch_after_wrap(f, joins);
}

static void print_wrap_pending(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (s->cursor.pending_wrap == 0)
        return;
    s->cursor.pending_wrap = 0;
    if (screen_mode(f, MODE_AUTOWRAP))
        print_wrap(f, WRAP_FULL);
}

/* Called after columns up to end - 1 were written: replaces a tail that lost its head by a space,
 * and moves the cursor. */
static void print_end(struct feed *f, struct cell *cells, unsigned end, unsigned limit)
{
    struct term_state *s = &f->t->state;
    if (end < s->cols && (cells[end].text & CELL_TAIL) != 0)
        cell_make_space(&cells[end]);
    s->cursor.pending_wrap = end > limit;
    s->cursor.x = (uint16_t)(end > limit ? limit : end);
}

static void print_clear_head(struct cell *cells, unsigned x)
{
    if (x > 0 && (cells[x].text & CELL_TAIL) != 0)
        cell_make_space(&cells[x - 1]);
}

static bool print_is_plain(const struct term_state *s)
{
    const struct cursor *c = &s->cursor;
    return c->charsets[c->charset] == 'B' && c->single_shift == 0 && (s->modes & MODE_INSERT) == 0;
}

/* True if each of four bytes is printable ASCII: no arithmetic carries into the next byte's
 * test. */
static inline bool are_printable(const uint8_t *bytes)
{
    uint32_t w;
    memcpy(&w, bytes, sizeof w);
    return ((w | (w - 0x20202020u) | (w + 0x01010101u)) & 0x80808080u) == 0;
}

size_t print_ascii(struct feed *f, const uint8_t *bytes, size_t n)
{
    struct term_state *s = &f->t->state;
    if (!print_is_plain(s)) {
        print_point(f, bytes[0]);
        return 1;
    }
    print_wrap_pending(f);
    struct cell cell = print_cell(f);
    unsigned x = s->cursor.x, limit = print_limit(s), room = limit - x + 1;
    size_t most = n < room ? n : room, i = 0;
    uint32_t mark = cell.text;
    const struct row *r = screen_at(f, s->cursor.y);
    unsigned clear = r->clear;
    struct cell *cells = screen_row(f, s->cursor.y, x);
    print_clear_head(cells, x);
    const uint32_t foreground = cell.foreground, background = cell.background;
    struct cell *to = cells + x;
    for (; i + 4 <= most && are_printable(bytes + i); i += 4, to += 4) {
        to[0] = (struct cell){bytes[i] | mark, foreground, background};
        to[1] = (struct cell){bytes[i + 1] | mark, foreground, background};
        to[2] = (struct cell){bytes[i + 2] | mark, foreground, background};
        to[3] = (struct cell){bytes[i + 3] | mark, foreground, background};
    }
    for (; i < most && (uint8_t)(bytes[i] - 0x20) < 0x5F; i++, to++)
        *to = (struct cell){bytes[i] | mark, foreground, background};
    unsigned end = x + (unsigned)i;
    screen_at(f, s->cursor.y)->clear = (uint16_t)(clear < s->cols - end ? clear : s->cols - end);
    s->parser.repeat = bytes[i - 1];
    print_end(f, cells, end, limit);
    return i;
}

/* The code points of a cell; those of an erased cell are a space. */
static struct cluster print_cluster(const struct term *t, struct cell cell)
{
    struct cluster c = {.count = 1};
    if (cell_is_cluster(cell))
        return t->clusters.entries[cell_cluster(cell)];
    c.points[0] = cell_written(cell) ? cell.text & CELL_VALUE : ' ';
    return c;
}

/* Adds a combining character to the character before the cursor; drops it in the first column. */
static void print_combine(struct feed *f, uint32_t point)
{
    struct term *t = f->t;
    struct cursor *cursor = &t->state.cursor;
    unsigned x = cursor->x, y = cursor->y;
    if (cursor->pending_wrap == 0) {
        if (x == 0)
            return;
        x--;
    }
    const struct cell *old = screen_cells(f, y);
    if (x > 0 && (old[x].text & CELL_TAIL) != 0)
        x--;
    struct cluster c = print_cluster(t, old[x]);
    if (c.count == LIMIT_CLUSTER_POINTS) {
        t->counts.clusters_cut++;
        return;
    }
    c.points[c.count++] = point;
    uint32_t value = cluster_intern(t, c.points, c.count);
    if (value < CELL_CLUSTER)
        return;
    f->from = (uint16_t)least(f->from, x); /* the character counts as printed again */
    struct cell *cell = &screen_row(f, y, x + 1)[x];
    cell->text = (cell->text & ~CELL_VALUE) | value;
}

/* Makes room for a character: carries out a pending wrap, and wraps if the character is wider
 * than the rest of the row. False if the character cannot be shown at all and is dropped, as in
 * xterm. */
static bool print_make_room(struct feed *f, unsigned columns)
{
    struct term_state *s = &f->t->state;
    if (columns > s->cols)
        return false;
    print_wrap_pending(f);
    unsigned limit = print_limit(s);
    if (columns <= limit - s->cursor.x + 1)
        return true;
    if (!screen_mode(f, MODE_AUTOWRAP) || limit == s->left)
        return false;
    screen_erase(f, s->cursor.y, s->cursor.x, s->cursor.x + 1u, false);
    print_wrap(f, WRAP_SHORT);
    return columns <= print_limit(s) - s->cursor.x + 1;
}

static void print_character(struct feed *f, uint32_t point, unsigned columns)
{
    const struct term_state *s = &f->t->state;
    if (!print_make_room(f, columns))
        return;
    unsigned x = s->cursor.x;
    if (screen_mode(f, MODE_INSERT))
        screen_insert(f, s->cursor.y, x, columns);
    struct cell cell = print_cell(f);
    struct cell *cells = screen_row(f, s->cursor.y, x + columns);
    print_clear_head(cells, x);
    if (columns == 2) {
        cells[x + 1] = cell;
        cells[x + 1].text |= CELL_TAIL;
        cell.text |= CELL_WIDE;
    }
    cell.text |= point;
    cells[x] = cell;
    print_end(f, cells, x + columns, print_limit(s));
}

static unsigned print_columns(uint32_t point)
{
    return point < 0x300 ? 1 : width_of(point);
}

void print_point(struct feed *f, uint32_t point)
{
    if (point < 0x80)
        point = charset_translate(&f->t->state.cursor, point);
    else
        f->t->state.cursor.single_shift = 0;
    unsigned columns = print_columns(point);
    f->t->state.parser.repeat = columns == 0 ? 0 : point;
    if (columns == 0) {
        print_combine(f, point);
        return;
    }
    print_character(f, point, columns);
}

void print_repeat(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    uint32_t point = s->parser.repeat;
    unsigned most = (unsigned)s->cols * s->rows;
    if (point == 0)
        return;
    for (unsigned i = 0; i < n && i < most; i++)
        print_character(f, point, print_columns(point));
}
