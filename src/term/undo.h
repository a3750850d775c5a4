/*
 * The undo area, with which a chunk of output that was cut off by a kill is rolled back.
 *
 * A chunk of output is a transaction: before the first write to a row, the row is saved in the undo
 * area, as are the few integers of the terminal. There is one undo area for the whole server, on
 * the board, since one chunk is fed at a time. The server that follows a killed one rolls back and
 * feeds the chunk again.
 *
 * Tables (styles, clusters, links) are only appended to within a transaction, and swept between
 * two, so that rolling back the cells is enough.
 */
#ifndef TERM_UNDO_H
#define TERM_UNDO_H

#include "term/state.h"

struct undo_row {
    uint32_t offset; /* of its cells in undo.cells */
    uint16_t slot;
    uint16_t len; /* cells saved; those after them were zero */
    uint16_t grid;
    uint16_t unused;
};

struct undo {
    uint32_t
        active; /* 1 while a chunk is being fed: set last at the beginning, cleared first at the end */
    uint32_t count; /* rows saved */
    uint32_t used;  /* cells saved */
    uint32_t unused;
    uint64_t saved[2][BITS_WORDS(LIMIT_ROWS)]; /* slots that are saved */
    struct term_state state;
    struct row rows[2][LIMIT_ROWS];
    uint8_t string[LIMIT_STRING_BYTES];
    uint8_t title[LIMIT_TITLE_BYTES];
    uint8_t title_kept[LIMIT_TITLE_BYTES];
    uint8_t clipboard[LIMIT_CLIPBOARD_BYTES]; /* what was gathered of an OSC 52 under way */
    struct undo_row list[2 * LIMIT_ROWS];
    struct cell cells[2 * LIMIT_CELLS];
};

/* Begins a transaction: saves all but the cells. */
void undo_begin(struct undo *u, const struct term *t);
/* Saves the first len cells of a slot of a grid, whose other cells are zero; called before its
 * first write, once a transaction (undo_saved says whether it was). */
void undo_save(struct undo *u, const struct term *t, uint16_t grid, uint16_t slot, uint16_t len);
static inline bool undo_saved(const struct undo *u, uint16_t grid, uint16_t slot)
{
    return bits_has(u->saved[grid], slot);
}
/* Ends the transaction: nothing of it will be rolled back. */
void undo_end(struct undo *u);
/* Returns the terminal to the beginning of the transaction that was cut off; does nothing where
 * none was. May be repeated after being cut off itself. */
void undo_rollback(struct undo *u, struct term *t);

#endif
