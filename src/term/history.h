/*
 * Scrollback: the lines that left the top of the main screen, packed (history_pack), in a ring of
 * bytes. The oldest lines are dropped to make room for the newest. A line is named by its absolute
 * number, which counts from the window's first line ever; the line after the newest in the history
 * is the first row of the main screen.
 *
 * A packed line is self-contained (styles and links by value), so that it outlives the window's
 * tables. Its record holds its length at both ends, so that the history is walked from either.
 */
#ifndef TERM_HISTORY_H
#define TERM_HISTORY_H

#include "base/slice.h"
#include "limits.h"
#include "term/history_line.h"

/* What a transaction saves. The bytes are not saved: a rollback brings back only lines whose bytes
 * nothing newer was written over (see history_rollback). */
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

/* The longest record, and what it holds beside the payload. A row that packs longer (hundreds of
 * cells, each in an RGB style of its own or with a link of its own) loses its end. */
#define HISTORY_LONGEST (LIMIT_HISTORY_BYTES / 8 < 0xFFFC ? LIMIT_HISTORY_BYTES / 8 : 0xFFFC)
#define HISTORY_RECORD_WORDS 4u

/* Appends a packed line and numbers it, dropping the oldest lines where there is no room. The
 * payload is a multiple of 4 bytes long, at most HISTORY_LONGEST - HISTORY_RECORD_WORDS. */
void history_append(struct history *h, struct slice payload, bool wrapped);
/* Sets *position to where a line begins, for history_after(); false where it is not kept. Walks
 * from the nearer end, so a reader of many lines calls it once. */
bool history_seek(const struct history *h, uint64_t line, uint64_t *position);
/* Finds one line by its number; false where it is not kept. */
bool history_find(const struct history *h, uint64_t line, struct history_line *to);
/* Finds the line before *position and moves *position to its start, without a search: from
 * state.head it walks from the newest line to the oldest. False at the oldest. */
bool history_before(const struct history *h, uint64_t *position, struct history_line *to);
/* Finds the line that starts at *position and moves *position to its end; false at the newest. */
bool history_after(const struct history *h, uint64_t *position, struct history_line *to);
/* The state without the newest n lines, or without all where there are fewer: a reflow that puts
 * those lines on the screen again passes it to history_rollback(). */
struct history_state history_without(const struct history *h, uint64_t n);
/* Drops all lines; the numbering continues. */
void history_clear(struct history *h);
/* Returns to a state that was saved (or to one of history_without()), less the lines that were
 * dropped since to make room. Lines appended since are discarded, and may have been appended in
 * part: an append that was killed anywhere is undone. May be repeated after being killed itself. */
void history_rollback(struct history *h, const struct history_state *saved);
/* The invariants that a takeover checks: the records fill the ring from tail to head, and there
 * are as many as first and next say. */
bool history_check(const struct history *h);

#endif
