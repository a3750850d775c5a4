/* The mark is stored in the upper row. The last row of a screen never has one. */
#include "term/wrap.h"

static struct row *wrap_row(struct term *t, unsigned y)
{
    return &t->grids[t->state.active].rows[y];
}

bool wrap_continues(const struct term *t, enum screen_index screen, unsigned y)
{
    return t->grids[screen].rows[y].wrapped != WRAP_NONE;
}

unsigned wrap_columns(const struct term *t, enum screen_index screen, unsigned y)
{
    const struct row *r = &t->grids[screen].rows[y];
    const struct cell *cells = row_cells(t, screen, y);
    unsigned n = t->state.cols;
    unsigned blank = r->wrapped == WRAP_PADDED ? r->padding : r->wrapped == WRAP_SHORT ? 1 : 0;
    unsigned least_n = n - blank;
    while (n > least_n && !cell_written(cells[n - 1]))
        n--;
    return n;
}

bool wrap_continues_history(const struct term *t)
{
    return t->history.state.wrapped != 0;
}

void wrap_begin(struct term *t, enum wrap how)
{
    unsigned y = t->state.cursor.y;
    if (y > 0) {
        wrap_row(t, y - 1)->wrapped = (uint8_t)how;
        wrap_row(t, y - 1)->changed = t->state.tick;
    } else if (t->state.active == SCREEN_MAIN) {
        history_mark(&t->history, true);
    }
}

void wrap_end_above(struct term *t, unsigned y)
{
    if (y > 0) {
        struct row *r = wrap_row(t, y - 1);
        if (r->wrapped != WRAP_NONE) {
            r->wrapped = WRAP_NONE;
            r->changed = t->state.tick;
        }
    } else if (t->state.active == SCREEN_MAIN && t->history.state.wrapped != 0) {
        history_mark(&t->history, false);
        t->history.state.epoch++;
    }
}

void wrap_scrolled(struct term *t, unsigned y0, unsigned y1)
{
    wrap_end_above(t, y0);
    wrap_end_above(t, y1 + 1);
}

void wrap_line_fed(struct term *t, unsigned y)
{
    bool editing = t->state.active == SCREEN_MAIN && (t->state.modes & MODE_BRACKETED_PASTE) != 0;
    if (!editing)
        wrap_end_above(t, y + 1);
}
