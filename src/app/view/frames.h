/* Frames: when which viewer is sent what it lacks. */
#ifndef APP_FRAMES_H
#define APP_FRAMES_H

#include "app/view/viewers.h"

/* Sends one viewer what it lacks and may have now. Returns when to be called again; UINT64_MAX: not
 * before something changes. */
uint64_t frames_serve(struct conn *c, struct viewer *v, uint64_t now_ms);
/* The same for all viewers, once a turn of the loop; returns the earliest time. Viewers of a closed
 * window are closed, with 1000, and those whose input waited for room are read again. */
uint64_t frames_turn(uint64_t now_ms);

#endif
