/*
 * The transcript: the last lines of a window's output, each in the forms in which it was looked at
 * (term/watch.h), in a ring of bytes, where new records replace the oldest. A position is a number
 * of bytes ever appended. It is never 0 where it is returned, and decreases only when the
 * transaction that appended records is rolled back. Lines are recorded only while somebody may ask
 * for them: from a mark on, until as many bytes as the ring holds have followed it.
 */
#ifndef TERM_TRANSCRIPT_H
#define TERM_TRANSCRIPT_H

#include "term/lines.h"

/* Returns the present position, and records what follows. */
uint64_t transcript_mark(struct term *t);
/* Whether lines are recorded now. If not, the records are dropped: others would be missing. */
bool transcript_records(struct term *t);
/* Appends the line, with the bytes before `before` (an offset) at which a match may begin. A line
 * that needs more than half of the ring loses its start. */
void transcript_put(struct term *t, const struct line_text *line, size_t before);
/* Reads the record at *position into `storage` of LIMIT_LINE_BYTES bytes, and moves *position after
 * it. False: no record begins there. */
bool transcript_read(const struct term *t, uint64_t *position, struct line_text *line,
                     size_t *before, uint8_t *storage);
/* Whether the position is the start of a record that is kept, or that of the next record. */
bool transcript_keeps(const struct term *t, uint64_t position);
/* Drops all records; no earlier position is kept any more. */
void transcript_drop(struct term *t);

#endif
