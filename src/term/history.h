/*
 * Scrollback: the lines that left the top of the main screen, packed (history_pack), in a ring of
 * bytes. The oldest lines are dropped to make room for new ones. Lines are numbered from the first
 * one that the window ever had; the number after the newest line's is that of the first row of the
 * main screen.
 *
 * A packed line is self-contained: it holds clusters and rare attributes by value and does not
 * depend on the window's tables. The record of a line has its length at both ends, so that the
 * history can be walked in both directions.
 */
#ifndef TERM_HISTORY_H
#define TERM_HISTORY_H

#include "base/slice.h"
#include "limits.h"
#include "term/history_line.h"

/* The part of the history that a transaction saves. The bytes of lines are not saved: a rollback
 * restores only lines that have not been overwritten (see history_rollback). */
struct history_state {
    uint64_t first;   /* number of the oldest line */
    uint64_t next;    /* number of the next line: that of the first row of the screen */
    uint64_t head;    /* bytes ever appended */
    uint64_t tail;    /* bytes ever dropped; head - tail bytes are in use */
    uint32_t epoch;   /* incremented whenever existing lines change their numbers or contents */
    uint32_t wrapped; /* the newest line continues in the first row of the screen */
};

struct history {
    struct history_state state;
    uint8_t bytes[LIMIT_HISTORY_BYTES];
};

/* The length of the longest record, and of the words around its payload, in bytes. The end of a row
 * that packs longer is lost; links are dropped before text and colours. */
#define HISTORY_LONGEST (LIMIT_HISTORY_BYTES / 8 < 0xFFFC ? LIMIT_HISTORY_BYTES / 8 : 0xFFFC)
#define HISTORY_RECORD_WORDS 4u

/* Appends a packed line and numbers it; drops the oldest lines if necessary. The payload's length
 * is a multiple of 4 bytes and at most HISTORY_LONGEST - HISTORY_RECORD_WORDS. */
void history_append(struct history *h, struct slice payload, bool wrapped);
/* Sets whether the newest line continues in the first row of the screen; does nothing if there is
 * none. Can be interrupted by a kill at any point, if a rollback follows. */
void history_mark(struct history *h, bool wrapped);
/* Sets *position to the start of a line, for history_after(); false if the line is not in the
 * history. Walks from the nearer end; to read many lines, call it once. */
bool history_seek(const struct history *h, uint64_t line, uint64_t *position);
/* Finds one line by its number; false if the line is not in the history. */
bool history_find(const struct history *h, uint64_t line, struct history_line *to);
/* Finds the line that ends at *position and moves *position to its start. Starting at state.head,
 * repeated calls walk from the newest line to the oldest. False at the oldest. */
bool history_before(const struct history *h, uint64_t *position, struct history_line *to);
/* Finds the line that starts at *position and moves *position to its end; false at the newest. */
bool history_after(const struct history *h, uint64_t *position, struct history_line *to);
/* Returns the state without the newest n lines (without any if there are fewer). A reflow that
 * returns these lines to the screen passes it to history_rollback(). */
struct history_state history_without(const struct history *h, uint64_t n);
/* Drops all lines. The numbering continues. */
void history_clear(struct history *h);
/* Returns to a saved state (or to one from history_without()), without the lines that have been
 * dropped since then to make room. Lines appended since then are discarded, including one whose
 * append was interrupted by a kill at any point. The newest line gets its mark back. Can itself be
 * interrupted and repeated. */
void history_rollback(struct history *h, const struct history_state *saved);
/* True if the invariants hold: the records fill the ring from tail to head, and their number is
 * next - first; the newest line's mark is that of the state. */
bool history_check(const struct history *h);

#endif
