/*
 * The undo area, from which a chunk of output is rolled back if a kill interrupts it.
 *
 * A chunk of output is a transaction: the terminal's scalars are saved in the undo area at the
 * beginning, and each row before the first write to it. One chunk is fed at a time, so one undo
 * area on the board is enough for all windows. After a kill, the next server rolls back and feeds
 * the chunk again.
 *
 * The tables (clusters, rare attributes) only grow within a transaction and are swept between
 * transactions; rolling back the cells is therefore sufficient.
 */
#ifndef TERM_UNDO_H
#define TERM_UNDO_H

#include "term/state.h"

struct undo_row {
    uint32_t offset; /* index of the first saved cell in undo.cells */
    uint16_t slot;
    uint16_t len; /* number of cells saved; the rest of the row was zero */
    uint16_t grid;
    uint16_t unused;
};

struct undo {
    uint32_t
        active; /* 1 while a chunk is fed: set last at the beginning, cleared first at the end */
    uint32_t count; /* number of rows saved */
    uint32_t used;  /* number of cells saved */
    /* 1: this transaction changes the palette, pushes titles, begins an OSC 52. */
    uint8_t palette_saved, titles_saved, clipboards_saved, unused;
    uint64_t saved[2][BITS_WORDS(LIMIT_ROWS)]; /* sets of the saved slots of each grid */
    struct term_state state;
    struct row rows[2][LIMIT_ROWS];
    uint8_t string[LIMIT_STRING_BYTES];
    uint8_t title[LIMIT_TITLE_BYTES];
    uint8_t icon[LIMIT_ICON_BYTES];
    struct titles titles[LIMIT_TITLES];
    uint8_t clipboards[2][LIMIT_CLIPBOARD_BYTES];
    struct palette palette;
    uint8_t line[LIMIT_LINE_BYTES]; /* the line that is looked at (term/watch); not saved */
    struct undo_row list[2 * LIMIT_ROWS];
    struct cell cells[2 * LIMIT_CELLS];
};

/* Begins a transaction: saves everything but the cells. */
void undo_begin(struct undo *u, const struct term *t);
/* Saves the first len cells of a slot of a grid; its other cells must be zero. Called before the
 * first write to the slot, once in a transaction (see undo_saved). */
void undo_save(struct undo *u, const struct term *t, uint16_t grid, uint16_t slot, uint16_t len);
static inline bool undo_saved(const struct undo *u, uint16_t grid, uint16_t slot)
{
    return bits_has(u->saved[grid], slot);
}
/* Saves the palette before a change of it, the pushed titles before a push, the clipboards before
 * an OSC 52 begins. */
void undo_save_palette(struct undo *u, const struct term *t);
void undo_save_titles(struct undo *u, const struct term *t);
void undo_save_clipboards(struct undo *u, const struct term *t);
/* Ends the transaction: its changes are permanent. */
void undo_end(struct undo *u);
/* Returns the terminal to the beginning of an interrupted transaction; does nothing if no
 * transaction was in progress. Can itself be interrupted and repeated. */
void undo_rollback(struct undo *u, struct term *t);

#endif
