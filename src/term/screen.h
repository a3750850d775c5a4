/*
 * The cells of the active screen: rows, erasing, inserting and deleting. Every write to cells goes
 * through screen_row(), which saves the row for the transaction and marks it changed. Columns and
 * rows count from 0, and the caller keeps them on the screen. Internal to the engine.
 */
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include "term/undo.h"

/* One transaction under way: what every operation on a screen is called with. */
struct feed {
    struct term *t;
    struct undo *u;
    uint64_t now_ms; /* of a monotonic clock */
};

static inline unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static inline bool screen_mode(const struct feed *f, uint32_t mode)
{
    return (f->t->state.modes & mode) != 0;
}

static inline struct grid *screen_grid(const struct feed *f)
{
    return &f->t->grids[f->t->state.active];
}

static inline struct row *screen_at(const struct feed *f, unsigned y)
{
    return &screen_grid(f)->rows[y];
}

/* The cells of a row that is about to be written in its first `end` columns: the row is saved for
 * the transaction and marked changed. */
static inline struct cell *screen_row(struct feed *f, unsigned y, unsigned end)
{
    struct term *t = f->t;
    struct grid *g = &t->grids[t->state.active];
    struct row *r = &g->rows[y];
    unsigned cols = t->state.cols;
    if (!undo_saved(f->u, t->state.active, r->slot))
        undo_save(f->u, t, t->state.active, r->slot, (uint16_t)(cols - r->clear));
    r->changed = t->state.tick;
    if (r->clear > cols - end)
        r->clear = (uint16_t)(cols - end);
    return &g->cells[(size_t)r->slot * cols];
}

/* What an erased cell is now: it keeps the pen's background (xterm's "background color erase"). */
struct cell screen_blank(struct feed *f);
/* Erases columns x0 to x1 - 1 of a row, but for protected cells where `selective`. A wide character
 * that is half in them gets a space for its other half. */
void screen_erase(struct feed *f, unsigned y, unsigned x0, unsigned x1, bool selective);
/* Both halves of a wide character that crosses the boundary left of column x become spaces. */
void screen_split(struct cell *cells, unsigned cols, unsigned x);
/* Marks rows y0 to y1 changed: another row is in their place. */
void screen_moved(struct feed *f, unsigned y0, unsigned y1);
/* Moves columns x to the right margin (to the last column where x is right of it) of one row by n
 * columns, right or left; what is uncovered is blank. */
void screen_insert(struct feed *f, unsigned y, unsigned x, unsigned n);
void screen_delete(struct feed *f, unsigned y, unsigned x, unsigned n);
/* True if the cursor is between the side margins, or between all four. */
bool screen_within_sides(const struct feed *f);
bool screen_within(const struct feed *f);
/* Sets the margins to the edges of the screen. */
void screen_margins_reset(struct feed *f);

#endif
