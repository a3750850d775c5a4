/*
 * A server of lines that has no free port accepts a connection, says a sentence and closes it, each
 * time that it is called. The sentence is shown once: what a connection sends is held back as long
 * as it is what the short connection before it sent. Digits count as equal (a time, a number of the
 * connection). Pure, over struct repeat (board/board.h).
 */
#ifndef APP_IO_REPEAT_H
#define APP_IO_REPEAT_H

#include "base/slice.h"
#include "board/board.h"

/* Begins a connection; again: the one before it was short. */
void repeat_begin(struct repeat *r, bool again);
/* Returns what is to be shown of the next bytes, perhaps written to `to`, which has room for
 * REPEAT_BYTES + bytes.len bytes. */
struct slice repeat_feed(struct repeat *r, struct slice bytes, uint8_t *to);
/* Returns the bytes held back, to be shown now, and holds back nothing from then on. */
struct slice repeat_release(struct repeat *r);
/* Whether bytes may be held back. */
bool repeat_holds(const struct repeat *r);

#endif
