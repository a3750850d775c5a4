/* Lines are moved by scrolling the rows from the cursor on; columns are moved row by row. */
#include "term/edit.h"

#include "term/cursor.h"
#include "term/scroll.h"
#include "term/wrap.h"

static void edit_to_left_margin(struct feed *f)
{
    struct term_state *s = &f->t->state;
    s->cursor.x = s->left;
    s->cursor.pending_wrap = 0;
}

void edit_insert_lines(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    if (!screen_within(f))
        return;
    scroll_down(f, s->cursor.y, s->bottom, n);
    edit_to_left_margin(f);
}

void edit_delete_lines(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    if (!screen_within(f))
        return;
    scroll_up(f, s->cursor.y, s->bottom, n);
    edit_to_left_margin(f);
}

void edit_insert_characters(struct feed *f, unsigned n)
{
    struct cursor *c = &f->t->state.cursor;
    c->pending_wrap = 0;
    if (screen_within_sides(f))
        screen_insert(f, c->y, c->x, n);
}

void edit_delete_characters(struct feed *f, unsigned n)
{
    struct cursor *c = &f->t->state.cursor;
    c->pending_wrap = 0;
    if (screen_within_sides(f))
        screen_delete(f, c->y, c->x, n);
}

void edit_insert_columns(struct feed *f, unsigned x, unsigned n)
{
    const struct term_state *s = &f->t->state;
    if (!screen_within(f))
        return;
    for (unsigned y = s->top; y <= s->bottom; y++) {
        wrap_end_above(f->t, y);
        screen_insert(f, y, x, n);
    }
}

void edit_delete_columns(struct feed *f, unsigned x, unsigned n)
{
    const struct term_state *s = &f->t->state;
    if (!screen_within(f))
        return;
    for (unsigned y = s->top; y <= s->bottom; y++) {
        wrap_end_above(f->t, y);
        screen_delete(f, y, x, n);
    }
}

void edit_back_index(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    if (s->cursor.x == s->left)
        edit_insert_columns(f, s->left, 1);
    else
        cursor_back(f, 1);
}

void edit_forward_index(struct feed *f)
{
    const struct term_state *s = &f->t->state;
    if (s->cursor.x == s->right)
        edit_delete_columns(f, s->left, 1);
    else
        cursor_forward(f, 1);
}

void edit_scroll_down(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    if (s->parser.count <= 1)
        scroll_down(f, s->top, s->bottom, n);
}
