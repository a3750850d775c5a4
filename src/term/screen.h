/*
 * The grid and what is done to it. Every write to cells goes through screen_row(), which saves the
 * row for the transaction and marks it changed. Internal to the engine.
 */
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include "term/undo.h"

/* What every operation of one transaction is handed. */
struct feed {
    struct term *t;
    struct undo *u;
    uint64_t now_ms;
};

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

/* A row that is going to be written in its first `end` columns: saved, marked, its cells. */
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

/* What an erased cell is now: the background stays (xterm's "background color erase"). */
struct cell screen_blank(struct feed *f);
/* Makes columns x0 to x1 - 1 of a row blank; what is protected stays where `selective`. A wide
 * character that is half in gets a space for its other half. */
void screen_erase(struct feed *f, unsigned y, unsigned x0, unsigned x1, bool selective);
/* No wide character crosses the boundary left of column x: both halves become spaces. */
void screen_split(struct cell *cells, unsigned cols, unsigned x);
/* Marks rows y0 to y1 changed: they moved. */
void screen_moved(struct feed *f, unsigned y0, unsigned y1);

/* The rows top to bottom between the side margins move by n rows; what is uncovered is blank. */
/* As scrolling up, but what leaves is deleted and never history. */
void screen_delete_rows(struct feed *f, uint16_t top, uint32_t count);
void screen_scroll_up(struct feed *f, unsigned top, unsigned bottom, unsigned n);
void screen_scroll_down(struct feed *f, unsigned top, unsigned bottom, unsigned n);
/* The same for the margins, but lines that leave a main screen at its top enter the history. */
void screen_scroll_off(struct feed *f, unsigned n);
/* Columns x to the right margin of one row move by n columns. */
void screen_insert(struct feed *f, unsigned y, unsigned x, unsigned n);
void screen_delete(struct feed *f, unsigned y, unsigned x, unsigned n);
/* Whether the cursor stands between the side margins, and between all four. */
bool screen_within_sides(const struct feed *f);
bool screen_within(const struct feed *f);
void screen_margins_reset(struct feed *f);

/* Printing (print.c). A run of printable ASCII: returns how many bytes were taken, at least 1. */
size_t print_ascii(struct feed *f, const uint8_t *bytes, size_t n);
void print_point(struct feed *f, uint32_t point);
/* The character printed last, n times more (REP). */
void print_repeat(struct feed *f, unsigned n);

/* Erasing (erase.c): Ps of ED, EL as they came. */
void erase_display(struct feed *f, unsigned what, bool selective);
void erase_line(struct feed *f, unsigned what, bool selective);
void erase_characters(struct feed *f, unsigned n);
void erase_alignment(struct feed *f); /* DECALN */

/* Selecting styles, modes, resets (sgr.c, modes.c). */
void sgr_apply(struct feed *f);
void modes_set(struct feed *f, bool on); /* SM, RM, DECSET, DECRST with the parser's parameters */
unsigned modes_query(const struct feed *f, bool dec, unsigned number); /* Pm of DECRPM */
void modes_kept(struct feed *f, bool save);                            /* XTSAVE, XTRESTORE */
void modes_show(struct feed *f, enum screen_index which);
void modes_soft_reset(struct feed *f);
void modes_hard_reset(struct feed *f);
/* The state of a power-on, sizes and serial numbers kept. */
void modes_defaults(struct term_state *s);

/* Rectangles (rect.c): CSI ... $ final; false where it is none. The sum that DECRQCRA asks for. */
bool rect_csi(struct feed *f, uint8_t final);
unsigned rect_sum(struct feed *f);

/* Queries and strings (query.c, osc.c). */
void query_csi(struct feed *f, uint8_t prefix, uint8_t intermediate, uint8_t final);
void query_window(struct feed *f);
void query_dcs(struct feed *f);
void osc_end(struct feed *f, bool bell);
void osc_title_push(struct feed *f);
void osc_title_pop(struct feed *f);

#endif
