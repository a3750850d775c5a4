/* Sends frames: decides when each viewer is brought up to date. */
#ifndef APP_FRAMES_H
#define APP_FRAMES_H

#include "app/view/viewers.h"

/* Sends one viewer everything that is due and permitted now. Returns the time of the next call;
 * UINT64_MAX: not before something changes. */
uint64_t frames_serve(struct conn *c, struct viewer *v, uint64_t now_ms);
/* Does the same for all viewers, once a turn of the loop, and returns the earliest time. Viewers of
 * a closed window are closed with code 1000; viewers whose input waited for room are read again. */
uint64_t frames_turn(uint64_t now_ms);

#endif
