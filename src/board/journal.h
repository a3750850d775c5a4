/*
 * The journal: the last log lines of both processes, in a ring of slots on the board, readable
 * after a crash. Keeper and server both write, and neither waits: a writer claims a line's number
 * with one atomic addition, and the slot holds that number only while its text is valid. A writer
 * killed halfway leaves a slot that readers skip once a later line exists. Numbers start at 1 and
 * have 32 bits, since some machines lack 64-bit atomics.
 */
#ifndef BOARD_JOURNAL_H
#define BOARD_JOURNAL_H

#include "base/log.h"
#include "base/slice.h"
#include "limits.h"

#include <stdatomic.h>

#define JOURNAL_LINE_BYTES LOG_LINE_BYTES

struct journal_line {
    _Atomic uint32_t number; /* number of the line; 0: being written */
    uint16_t len;
    uint8_t text[JOURNAL_LINE_BYTES]; /* without the newline */
    uint16_t sum;                     /* checksum of number and text */
};

struct journal {
    _Atomic uint32_t next; /* number of the next line */
    uint32_t unused;
    struct journal_line lines[LIMIT_JOURNAL];
};

void journal_init(struct journal *j); /* the memory must be zeroed */
/* Copies every line that this process logs from now on to the journal. */
void journal_keep(struct journal *j);
/* Appends a line; beyond JOURNAL_LINE_BYTES it is truncated. */
void journal_put(struct journal *j, struct slice line);
/* Number of the next line. The lines from journal_oldest() up to, but not including, it may be
 * present. */
uint32_t journal_next(const struct journal *j);
/* Number of the oldest line that the ring can still hold. */
uint32_t journal_oldest(const struct journal *j);
/* Copies the first line present from *number on and sets *number to its number. Returns its length;
 * -1: no such line yet, *number is unchanged. Lines skipped in between were overwritten or never
 * completed. A number outside the ring is taken as the oldest. */
int journal_read(const struct journal *j, uint32_t *number, uint8_t to[JOURNAL_LINE_BYTES]);

#endif
