/*
 * The life of a window from its first start to its end, as requested by people, the configuration
 * and timers, and reported by the keeper.
 *
 * A window is freed as soon as it is to be closed and the keeper holds nothing for it. Functions
 * marked "may free" do so: afterwards the window or session passed to them must not be used.
 */
#ifndef APP_LIFE_LIFECYCLE_H
#define APP_LIFE_LIFECYCLE_H

#include "app/window/windows.h"

/* Asks the keeper to start its source; the phase becomes PHASE_STARTING. */
void lifecycle_start(struct window *w);
/* Starts a window that is idle or whose program has ended, or opens an absent line at once
 * instead of at its next retry. OUTCOME_BUSY: its program is running. */
enum outcome lifecycle_restart(struct window *w);
/* Asks its program to end, and frees the window when it has. May free w. */
void lifecycle_close(struct window *w);
/* Closes all windows of a session; a session without windows is freed. May free s. */
void lifecycle_close_session(struct session *s);
/* Applies a changed source: a running program is ended, then started with the new source. */
void lifecycle_renew(struct window *w);

/* The keeper's reports. request: the number of the start reported on; reports of earlier starts
 * are ignored. Each function may free the window. */

/* Its source was started: takes over fd for the window, or closes it; held: an earlier server
 * had it. */
void lifecycle_started(struct handle h, uint32_t request, int32_t pid, int fd, bool held);
/* Its program could not be started. error: the errno; step: enum start_step, the step that
 * failed. */
void lifecycle_failed(struct handle h, uint32_t request, int32_t error, int32_t step);
/* Its program has ended. status: as from wait(); memory: enum memory_verdict. */
void lifecycle_ended(struct handle h, uint32_t request, int32_t status, int32_t memory);
/* Its device cannot be opened now. report: its option "why", if present, explains the error. */
void lifecycle_away(struct handle h, uint32_t request, int32_t error, const struct source *report);
/* Completes a takeover: windows that the keeper has not reported on have no program. */
void lifecycle_unheld(void);

/* Call once a turn of the loop: handles lost lines (FLAG_LOST) and due starts (FLAG_RETRY). */
void lifecycle_turn(void);

/* Discards input that waits for the window's program or device, and, of an open line, what the
 * kernel holds in both directions. Returns the number of bytes that waited. */
size_t lifecycle_discard(struct window *w);

#endif
