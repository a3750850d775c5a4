/* A move to a tab stop ends at the first margin it reaches, as every relative move does. */
#include "term/tabs.h"

#include "term/cursor.h"

#include <string.h>

void tabs_forward(struct feed *f, unsigned n)
{
    struct term_state *s = &f->t->state;
    unsigned stop = s->cursor.x > s->right ? s->cols - 1u : s->right;
    unsigned x = s->cursor.x;
    while (n > 0 && x < stop)
        if (bits_has(s->tabs, ++x))
            n--;
    if (x != s->cursor.x)
        cursor_set(f, x, s->cursor.y);
}

void tabs_back(struct feed *f, unsigned n)
{
    const struct term_state *s = &f->t->state;
    unsigned stop = screen_mode(f, MODE_ORIGIN) && s->cursor.x >= s->left ? s->left : 0;
    unsigned x = s->cursor.x;
    while (n > 0 && x > stop)
        if (bits_has(s->tabs, --x))
            n--;
    cursor_set(f, x, s->cursor.y);
}

void tabs_set(struct feed *f)
{
    struct term_state *s = &f->t->state;
    bits_add(s->tabs, s->cursor.x);
}

void tabs_clear(struct feed *f, unsigned what)
{
    struct term_state *s = &f->t->state;
    if (what == 0)
        bits_remove(s->tabs, s->cursor.x);
    else if (what == 3)
        memset(s->tabs, 0, sizeof s->tabs);
}

void tabs_init(struct term_state *s)
{
    memset(s->tabs, 0, sizeof s->tabs);
    for (unsigned x = TABS_EVERY; x < LIMIT_COLS; x += TABS_EVERY)
        bits_add(s->tabs, x);
}
