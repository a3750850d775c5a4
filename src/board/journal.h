/*
 * The last lines of the log of both processes: a ring of slots on the board, readable after a
 * crash. Keeper and server both write, and neither waits: a line's number is claimed by one atomic
 * addition, and is in its slot only while the slot's text is that line's. A writer that is killed
 * in the middle leaves a slot that readers skip once there is a later line. Numbers start at 1 and
 * have 32 bits, since some machines have no atomics of 64.
 */
#ifndef BOARD_JOURNAL_H
#define BOARD_JOURNAL_H

#include "base/log.h"
#include "base/slice.h"
#include "limits.h"

#include <stdatomic.h>

#define JOURNAL_LINE_BYTES LOG_LINE_BYTES

struct journal_line {
    _Atomic uint32_t number; /* 0: being written */
    uint16_t len;
    uint8_t text[JOURNAL_LINE_BYTES]; /* without the newline */
    uint16_t sum;                     /* of the number and the text */
};

struct journal {
    _Atomic uint32_t next; /* the number that the next line will have */
    uint32_t unused;
    struct journal_line lines[LIMIT_JOURNAL];
};

void journal_init(struct journal *j); /* of zeroed memory */
/* From now on every line that this process logs is put there as well. */
void journal_keep(struct journal *j);
/* A longer line is cut. */
void journal_put(struct journal *j, struct slice line);
/* The number that the next line will have. Lines from journal_oldest() up to it may be there. */
uint32_t journal_next(const struct journal *j);
uint32_t journal_oldest(const struct journal *j);
/* Copies the first line from *number on, and sets *number to its number. Returns its length; -1:
 * there is none yet. Lines in between were overwritten, or never completed. A number that is not
 * one of the ring's counts as the oldest. */
int journal_read(const struct journal *j, uint32_t *number, uint8_t to[JOURNAL_LINE_BYTES]);

#endif
