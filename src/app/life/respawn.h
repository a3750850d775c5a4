/*
 * What app/window/breaker decides is done here: each window has at most one timer, for its next start or
 * for the moment from which its last one is good.
 */
#ifndef APP_RESPAWN_H
#define APP_RESPAWN_H

#include "app/window/windows.h"

void respawn_choose(struct window *w, enum respawn policy);
void respawn_started(struct window *w); /* is being started, by whomever */
/* Looks at the window as it stands on the board: after its end, and after a takeover. */
void respawn_look(struct window *w);
void respawn_forget(struct window *w); /* the window is given back */

#endif
