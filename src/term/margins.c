/* Both pairs of margins are read from two parameters in the same way. */
#include "term/margins.h"

#include "term/cursor.h"
#include "term/sequence.h"

/* Reads a pair of margins, 1 to `size`, and stores it counted from 0. False, with nothing changed,
 * if the margins enclose fewer than two rows or columns. */
static bool margins_read(const struct parser *p, unsigned size, uint16_t *first, uint16_t *last)
{
    unsigned from = parameter_from_1(p, 0), to = parameter(p, 1, size);
    if (to == 0 || to > size)
        to = size;
    if (from >= to)
        return false;
    *first = (uint16_t)(from - 1);
    *last = (uint16_t)(to - 1);
    return true;
}

void margins_set_rows(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (margins_read(&s->parser, s->rows, &s->top, &s->bottom))
        cursor_place(f, 0, 0);
}

void margins_set_columns(struct feed *f)
{
    struct term_state *s = &f->t->state;
    if (!screen_mode(f, MODE_MARGINS_SIDE))
        cursor_save(f);
    else if (margins_read(&s->parser, s->cols, &s->left, &s->right))
        cursor_place(f, 0, 0);
}
