/* What a predecessor left on the board: checked, and completed where it was half done. */
#ifndef APP_LIFE_TAKEOVER_H
#define APP_LIFE_TAKEOVER_H

/* Before the keeper hands anything over: rolls back, feeds again, checks every invariant. A broken table is a
 * bug; a broken terminal starts empty (counted in board->redrawn). */
void takeover_check(void);
/* After that: windows for which the keeper holds nothing are started again. */
void takeover_finish(void);

#endif
