/*
 * What happens to a window from its first start to its end: asked for by people, the configuration and timers,
 * reported by the keeper.
 *
 * A window is given back as soon as it is to be closed and the keeper holds nothing for it. The functions that
 * are marked so may give `w` back: it is not to be used afterwards, nor is its session.
 */
#ifndef APP_LIFE_LIFECYCLE_H
#define APP_LIFE_LIFECYCLE_H

#include "app/window/windows.h"

/* Asks the keeper for its source; it is PHASE_STARTING. */
void lifecycle_start(struct window *w);
/* Starts a window whose program has ended, or opens an absent line at once instead of at its next retry.
 * OUTCOME_BUSY: its program runs. */
enum outcome lifecycle_restart(struct window *w);
/* Asks its program to end, and gives it back when it has. May give w back. */
void lifecycle_close(struct window *w);
/* The same of all its windows; a session without one is given back. May give s back. */
void lifecycle_close_session(struct session *s);
/* Its source has changed: what runs is ended, and started again with the new one. */
void lifecycle_renew(struct window *w);

/* The keeper's reports. request: the number of the start that they are about; those of an earlier one are
 * ignored. Each may give the window back. */

/* fd becomes the window's, or is closed; held: an earlier server had it. */
void lifecycle_started(struct handle h, uint32_t request, int32_t pid, int fd, bool held);
/* error: the errno why its program never ran; step: enum start_step, what that is about. */
void lifecycle_failed(struct handle h, uint32_t request, int32_t error, int32_t step);
/* status: as wait() gives it; memory: enum memory_verdict. */
void lifecycle_ended(struct handle h, uint32_t request, int32_t status, int32_t memory);
/* Its device cannot be opened now. report: its option "why", where there is one, explains the error. */
void lifecycle_away(struct handle h, uint32_t request, int32_t error, const struct source *report);
/* After a takeover: windows of which the keeper has reported nothing have no program. */
void lifecycle_unheld(void);

/* Once a turn of the loop: lines that were lost (FLAG_LOST), and starts that are due (FLAG_RETRY). */
void lifecycle_turn(void);

#endif
