/*
 * The cells of the active screen: access to rows, erasing, inserting, deleting. Every write to
 * cells goes through screen_row(), which saves the row for the transaction and marks it as changed.
 * Columns and rows count from 0; the caller ensures that they are on the screen. Internal to the
 * engine.
 */
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include "term/undo.h"

/* A transaction in progress, the first argument of all operations on a screen. */
struct feed {
    struct term *t;
    struct undo *u;
    uint64_t now_ms; /* monotonic clock */
    bool lossy;      /* answers without room are dropped */
    bool full;       /* another answer might not fit: the feed stops here */
    /* What was printed since the cursor's line was looked at last (term/watch). */
    bool watching;    /* lines are looked at */
    bool edited;      /* characters of the line have moved */
    uint16_t from;    /* column at which printing in the cursor's row began */
    uint32_t written; /* columns printed in the rows above that continue in the cursor's row */
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

/* Returns the cells of a row for reading. */
static inline const struct cell *screen_cells(const struct feed *f, unsigned y)
{
    return row_cells(f->t, f->t->state.active, y);
}

/* Returns the cells of a row for writing to its first `end` columns. Saves the row for the
 * transaction and marks it as changed. */
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

/* Returns the cell that erasing writes: blank, with the background of the pen (xterm's "background
 * color erase"). */
struct cell screen_blank(struct feed *f);
/* Erases columns x0 to x1 - 1 of a row, except for protected cells if `selective` is set. If half
 * of a wide character is erased, the other half becomes a space. May end wrap marks (wrap.h). */
void screen_erase(struct feed *f, unsigned y, unsigned x0, unsigned x1, bool selective);
/* Replaces both halves of a wide character that crosses the left edge of column x by spaces. */
void screen_split(struct cell *cells, unsigned cols, unsigned x);
/* Marks rows y0 to y1 as changed, after rows have moved. */
void screen_moved(struct feed *f, unsigned y0, unsigned y1);
/* Moves columns x to the right margin (to the last column if x is right of it) of one row by n
 * columns to the right or left. Uncovered cells become blank; if these are all, they are erased. */
void screen_insert(struct feed *f, unsigned y, unsigned x, unsigned n);
void screen_delete(struct feed *f, unsigned y, unsigned x, unsigned n);
/* True if the cursor is between the side margins; between all four margins. */
bool screen_within_sides(const struct feed *f);
bool screen_within(const struct feed *f);
/* Resets the margins to the edges of the screen. */
void screen_margins_reset(struct feed *f);

#endif
