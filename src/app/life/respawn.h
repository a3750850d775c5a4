/*
 * Carries out what app/window/breaker decides: each window has at most one timer, for its next start or for the
 * moment from which its last start counts as good.
 */
#ifndef APP_LIFE_RESPAWN_H
#define APP_LIFE_RESPAWN_H

#include "app/window/breaker.h"
#include "app/window/windows.h"

void respawn_choose(struct window *w, enum respawn policy);
void respawn_started(struct window *w); /* it is being started, whoever asked for that */
/* Sets the timer from what the board says of the window: after its end, and after a takeover. When the next
 * start is due, FLAG_RETRY is raised. */
void respawn_plan(struct window *w);
void respawn_stop(struct window *w); /* the window is given back */

#endif
