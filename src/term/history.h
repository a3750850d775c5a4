/*
 * Scrollback: the lines that left the top of the main screen, packed into a ring
 * of bytes. The oldest make room for the newest. A line is named by its absolute
 * number, which counts from the window's first line ever; the line after the newest in the
 * history is the first row of the main screen.
 *
 * A packed line is self-contained (styles and links by value), so that it outlives the window's
 * tables. Its record holds its length at both ends, so that the history is walked from either.
 */
#ifndef TERM_HISTORY_H
#define TERM_HISTORY_H

#include "base/slice.h"
#include "term/cell.h"

/* What a transaction saves; the bytes stand apart, since those that a rollback brings back to
 * life are never overwritten by what is newer than them (see history_rollback). */
struct history_state {
    uint64_t first; /* the oldest line's number */
    uint64_t next;  /* the number that the next line will have: that of the screen's first row */
    uint64_t head;  /* bytes ever appended */
    uint64_t tail;  /* bytes ever dropped; head - tail is in use */
    uint32_t epoch; /* grows whenever lines already numbered change their number or contents */
    uint32_t unused;
};

struct history {
    struct history_state state;
    uint8_t bytes[LIMIT_HISTORY_BYTES];
};

struct term;

/* What a reader of a packed line is handed, cell by cell, left to right. */
struct history_cell {
    uint32_t points[LIMIT_CLUSTER_POINTS];
    uint32_t count;   /* 0: an erased cell */
    uint32_t columns; /* 1 or 2 */
    struct style style;
    struct slice link; /* the URI, empty where none; it points into the history */
};

/* A cursor over one packed line. */
struct history_line {
    struct slice bytes; /* what is still to be read; a line never wraps around the ring's end */
    bool wrapped;       /* the line goes on in the next one */
    bool wide;          /* the next characters take two columns */
    uint16_t columns;   /* read so far: a line is never read beyond LIMIT_COLS */
    uint16_t blanks;    /* erased cells still to be handed out */
    struct style style;
    struct slice link;
};

/* The longest record. A row that packs longer (hundreds of cells, each in an RGB style of its
 * own or with a link of its own) loses its end. */
#define HISTORY_LONGEST (LIMIT_HISTORY_BYTES / 8 < 0xFFFC ? LIMIT_HISTORY_BYTES / 8 : 0xFFFC)

/* Packs one row of cells and numbers it. Trailing erased cells in the default style are dropped
 * unless the line goes on in the next row. */
void history_push(struct history *h, const struct term *t, const struct cell *cells, uint16_t cols,
                  bool wrapped);
/* Where a line begins, for history_after(); false where it is not kept. Walks from the nearer end:
 * whoever reads line after line does so once. */
bool history_seek(const struct history *h, uint64_t line, uint64_t *position);
/* Finds one line by its number. */
bool history_find(const struct history *h, uint64_t line, struct history_line *to);
/* Finds the lines from the newest backwards without a search: *position starts at
 * state.head and is moved to the line before; false at the oldest. */
bool history_before(const struct history *h, uint64_t *position, struct history_line *to);
/* The same forwards: the line that starts at *position, which is moved behind it. */
bool history_after(const struct history *h, uint64_t *position, struct history_line *to);
/* The line's next cell; false at its end. */
bool history_cell(struct history_line *l, struct history_cell *to);
/* The state without the newest n lines, or without all where there are fewer: to be given to
 * history_rollback() by a reflow that puts those lines on the screen again. */
struct history_state history_without(const struct history *h, uint64_t n);
void history_clear(struct history *h); /* forgets all lines, goes on numbering */
/* Back to a state that was (or to one of history_without()), less the lines that were dropped
 * since to make room. Lines pushed since are forgotten, and may have been pushed in part: a push
 * that was killed anywhere is undone. May be called again after being cut off itself. */
void history_rollback(struct history *h, const struct history_state *saved);
bool history_check(const struct history *h); /* the invariants of a takeover */

#endif
