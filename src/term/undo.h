/*
 * A chunk of output is a transaction: before the first write to a row, the row is saved
 * here, with the few integers of the terminal. One for the whole server, on the board, since one
 * chunk is fed at a time. A successor of a killed server rolls back and feeds the chunk again.
 *
 * Tables (styles, clusters, links) are only appended to within a transaction, and swept between
 * two, so that rolling back the cells is enough.
 */
#ifndef TERM_UNDO_H
#define TERM_UNDO_H

#include "term/term.h"

struct undo_row {
    uint32_t offset; /* of its cells in undo.cells */
    uint16_t slot;
    uint16_t len; /* cells saved; those behind them were zero */
    uint16_t grid;
    uint16_t unused;
};

struct undo {
    uint32_t active; /* 1 while a chunk is being fed: written last at the begin, first at the end */
    uint32_t count;  /* rows saved */
    uint32_t used;   /* cells saved */
    uint32_t unused;
    uint64_t saved[2][(LIMIT_ROWS + 63) / 64]; /* slots that are saved */
    struct term_state state;
    struct row rows[2][LIMIT_ROWS];
    uint8_t string[LIMIT_STRING_BYTES];
    uint8_t title[LIMIT_TITLE_BYTES];
    uint8_t title_kept[LIMIT_TITLE_BYTES];
    uint8_t clipboard[LIMIT_CLIPBOARD_BYTES]; /* what was gathered of one that goes on */
    struct undo_row list[2 * LIMIT_ROWS];
    struct cell cells[2 * LIMIT_CELLS];
};

void undo_begin(struct undo *u, const struct term *t);
/* Saves the first len cells of a slot of a grid, whose other cells are zero; called before its
 * first write, once a transaction (undo_saved says whether it was). */
void undo_save(struct undo *u, const struct term *t, uint16_t grid, uint16_t slot, uint16_t len);
static inline bool undo_saved(const struct undo *u, uint16_t grid, uint16_t slot)
{
    return (u->saved[grid][slot / 64] >> (slot % 64) & 1) != 0;
}
void undo_end(struct undo *u);
/* Brings the terminal back to the begin of the transaction that was cut off. */
void undo_rollback(struct undo *u, struct term *t);

#endif
