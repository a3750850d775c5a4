/*
 * Relative moves stop at the first margin they reach; a cursor outside the margins moves to the
 * edge of the screen. HPR and VPR pass the margins, as absolute moves do. While DECOM is set,
 * absolute moves count from the origin, and none leaves the margins (DEC STD 070, xterm).
 */
#include "term/cursor.h"

#include "term/scroll.h"
#include "term/wrap.h"

void cursor_set(struct feed *f, unsigned x, unsigned y)
{
    struct term_state *s = &f->t->state;
    s->cursor.x = (uint16_t)least(x, s->cols - 1u);
    s->cursor.y = (uint16_t)least(y, s->rows - 1u);
    s->cursor.pending_wrap = 0;
}

/* Moves to a position of the screen; while DECOM is set, to the nearest one within the margins. */
static void cursor_set_within(struct feed *f, unsigned x, unsigned y)
{
    const struct term_state *s = &f->t->state;
    if (screen_mode(f, MODE_ORIGIN)) {
        x = x < s->left ? s->left : least(x, s->right);
        y = y < s->top ? s->top : least(y, s->bottom);
    }
    cursor_set(f, x, y);
}

void cursor_column(struct feed *f, unsigned x)
{
    const struct term_state *s = &f->t->state;
    cursor_set_within(f, screen_mode(f, MODE_ORIGIN) ? x + s->left : x, s->cursor.y);
}

void cursor_line(struct feed *f, unsigned y)
{
    const struct term_state *s = &f->t->state;
    cursor_set_within(f, s->cursor.x, screen_mode(f, MODE_ORIGIN) ? y + s->top : y);
}

void cursor_place(struct feed *f, unsigned x, unsigned y)
{
    cursor_line(f, y);
    cursor_column(f, x);
}

void cursor_move(struct feed *f, unsigned columns, unsigned rows)
{
    const struct cursor *c = &f->t->state.cursor;
    cursor_set_within(f, c->x + columns, c->y + rows);
}

void cursor_up(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned stop = s->cursor.y < s->top ? 0 : s->top;
    cursor_set(f, s->cursor.x, s->cursor.y - least(n, s->cursor.y - stop));
}

void cursor_down(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned stop = s->cursor.y > s->bottom ? s->rows - 1u : s->bottom;
    cursor_set(f, s->cursor.x, least(s->cursor.y + n, stop));
}

void cursor_forward(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned stop = s->cursor.x > s->right ? s->cols - 1u : s->right;
    cursor_set(f, least(s->cursor.x + n, stop), s->cursor.y);
}

/* True if a move back from the left margin of row y continues in the row above: always with
 * XTREVWRAP2, which also moves from the top row to the bottom row; otherwise only if the row above
 * was wrapped. */
static bool cursor_reaches_back(const struct feed *f, unsigned y)
{
    const struct term_state *s = &f->t->state;
    if (screen_mode(f, MODE_REVERSE_WRAP_FAR))
        return true;
    return y > 0 && y != s->top && wrap_continues(f->t, s->active, y - 1);
}

static void cursor_back_wrapping(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned x = s->cursor.x, y = s->cursor.y, most = (unsigned)s->cols * s->rows;
    n = least(n, most);
    if (s->cursor.pending_wrap != 0)
        n--;
    unsigned stop = x < s->left ? 0 : s->left;
    while (n > x - stop && cursor_reaches_back(f, y)) {
        n -= x - stop + 1;
        x = s->right;
        stop = s->left;
        y = y == s->top ? s->bottom : y == 0 ? s->rows - 1u : y - 1;
    }
    cursor_set(f, x - least(n, x - stop), y);
}

void cursor_back(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    bool reverse = (s->modes & (MODE_REVERSE_WRAP | MODE_REVERSE_WRAP_FAR)) != 0;
    if (reverse && screen_mode(f, MODE_AUTOWRAP)) {
        cursor_back_wrapping(f, n);
        return;
    }
    unsigned stop = s->cursor.x < s->left ? 0 : s->left;
    cursor_set(f, s->cursor.x - least(n, s->cursor.x - stop), s->cursor.y);
}

void cursor_return(struct feed *f)
{
    struct term_state *s = &f->t->state;
    bool to_margin = screen_mode(f, MODE_ORIGIN) || s->cursor.x >= s->left;
    s->cursor.x = to_margin ? s->left : 0;
    s->cursor.pending_wrap = 0;
}

bool cursor_advance(struct feed *f)
{
    struct term_state *s = &f->t->state;
    unsigned y = s->cursor.y;
    if (y == s->bottom && screen_within_sides(f)) {
        s->cursor.pending_wrap = 0;
        scroll_off(f, 1);
        return true;
    }
    cursor_down(f, 1);
    return s->cursor.y != y;
}

void cursor_index(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    unsigned y = s->cursor.y;
    if (cursor_advance(f) && s->cursor.y != y)
        wrap_line_fed(f->t, y);
}

void cursor_reverse_index(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (s->cursor.y == s->top && screen_within_sides(f)) {
        s->cursor.pending_wrap = 0;
        scroll_down(f, s->top, s->bottom, 1);
    } else {
        cursor_up(f, 1);
    }
}

void cursor_line_feed(struct feed *f)
{
    cursor_index(f);
    if (screen_mode(f, MODE_NEWLINE))
        cursor_return(f);
}

void cursor_new_line(struct feed *f)
{
    cursor_index(f);
    cursor_return(f);
}

void cursor_next_line(struct feed *f, unsigned n)
{
    cursor_down(f, n);
    cursor_return(f);
}

void cursor_preceding_line(struct feed *f, unsigned n)
{
    cursor_up(f, n);
    cursor_return(f);
}

void cursor_shape(struct feed *f, unsigned shape)
{
    if (shape <= 6)
        f->t->state.shape = (uint8_t)shape;
}

void cursor_save(struct feed *f)
{
    struct term_state *s = &f->t->state;
    struct cursor *saved = &s->saved[s->active];
    *saved = s->cursor;
    saved->origin = screen_mode(f, MODE_ORIGIN);
    saved->autowrap = screen_mode(f, MODE_AUTOWRAP);
    saved->link = 0;
    saved->cell_known = 0;
}

void cursor_restore(struct feed *f)
{
    struct term_state *s = &f->t->state;
    uint16_t link = s->cursor.link;
    s->cursor = s->saved[s->active];
    s->cursor.link = link;
    s->cursor.cell_known = 0;
    s->modes &= ~(uint32_t)MODE_ORIGIN;
    if (s->cursor.origin != 0)
        s->modes |= MODE_ORIGIN;
    uint8_t pending = s->cursor.pending_wrap;
    cursor_set_within(f, s->cursor.x, s->cursor.y);
    s->cursor.pending_wrap = pending != 0 && s->cursor.x + 1 == s->cols;
    s->cursor.origin = 0;
    s->cursor.autowrap = 0;
}
