/* Takes over the board from the previous server: checks it, and completes unfinished work. */
#ifndef APP_LIFE_TAKEOVER_H
#define APP_LIFE_TAKEOVER_H

/* Call before the keeper passes any descriptor: rolls back, feeds again, checks every invariant.
 * A broken table is a bug; a broken terminal is emptied (counted in board->redrawn). */
void takeover_check(void);
/* Call after that: starts windows again for which the keeper holds nothing. */
void takeover_finish(void);

#endif
