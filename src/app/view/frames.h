/* When which viewer is sent what: pictures, states, titles, confirmations, lines of history. */
#ifndef APP_FRAMES_H
#define APP_FRAMES_H

#include "app/view/viewer.h"

/* Serves one viewer with whatever it lacks and may have now. Returns when it wants to be served
 * again. */
uint64_t frames_serve(struct conn *c, struct viewer *v, uint64_t now_ms);
/* Serves all of them, once a turn; returns the earliest of their wishes. */
uint64_t frames_turn(uint64_t now_ms);
bool frames_welcome(struct conn *c, struct viewer *v);

#endif
