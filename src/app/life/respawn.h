/*
 * Carries out the decisions of app/window/breaker. Each window has at most one timer: for its next
 * start, or for the time from which its last start counts as good.
 */
#ifndef APP_LIFE_RESPAWN_H
#define APP_LIFE_RESPAWN_H

#include "app/window/breaker.h"
#include "app/window/outage.h"
#include "app/window/windows.h"

void respawn_choose(struct window *w, enum respawn policy);
void respawn_started(struct window *w); /* records a start, whatever its reason */
/* Sets the timer from the state on the board: after the program's end, and after a takeover.
 * FLAG_RETRY is raised when the next start is due. */
void respawn_plan(struct window *w);
/* Returns the pauses of a line's outages. */
struct outage_times respawn_outage_times(const struct window *w);
void respawn_stop(struct window *w); /* stops the timer of a window to be freed */

#endif
