/*
 * The last lines of the log of both processes: a ring of slots on the board, so that they can be
 * read after a crash too. Keeper and server both write, and neither waits: a line's number is
 * claimed by one atomic addition, and stands in its slot only while the slot's text is that line's.
 * A writer that was killed in the middle leaves a slot which is skipped as soon as there is a later
 * line. Numbers start at 1 and have 32 bits: there is no atomic of 64 on every board.
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
/* From now on every line that this process logs is put there. */
void journal_keep(struct journal *j);
/* A longer line is cut. */
void journal_put(struct journal *j, struct slice line);
/* The number that the next line will have; every line from journal_oldest() up to it may be there.
 */
uint32_t journal_next(const struct journal *j);
uint32_t journal_oldest(const struct journal *j);
/* Copies the first line whose number is at least *number; *number is then its number. Returns its
 * length, or -1: none is there (yet). Lines between the one asked for and the one got were
 * overwritten, or never finished. A number that can be none of the ring's is taken for the oldest.
 */
int journal_read(const struct journal *j, uint32_t *number, uint8_t to[JOURNAL_LINE_BYTES]);

#endif
