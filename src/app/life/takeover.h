/* What a predecessor left on the board, made whole again. */
#ifndef APP_TAKEOVER_H
#define APP_TAKEOVER_H

/* Before the keeper hands anything over: rolls back, feeds again, checks every invariant. */
void takeover_check(void);
/* After: windows of which the keeper knows nothing are started again. */
void takeover_finish(void);

#endif
