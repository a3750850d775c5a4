/*
 * The input lock: decides which viewer may type into a window with `input-lock = yes` (the default
 * of serial and TCP lines). The first viewer that types holds the lock until another one takes it
 * or the holder disconnects; the others only view, and may request it.
 */
#ifndef APP_INPUT_LOCK_H
#define APP_INPUT_LOCK_H

#include "app/view/viewers.h"

/* Whether input of this viewer is accepted. A lock that nobody holds is granted to this viewer. */
bool input_lock_admits(struct window *w, const struct viewer *v);
/* Changes the lock. "request": requests it from the holder; "take": takes it; "release": passes it
 * to the viewer that requested it, or else frees it. Without effect for a viewer that may only
 * look, or a window without a lock. False: unknown word. */
bool input_lock_change(struct window *w, const struct viewer *v, struct slice word);
/* The lock's state as shown to this viewer: "off" (no lock, everybody types), "free", "mine",
 * "other". */
const char *input_lock_state(const struct window *w, const struct viewer *v);
/* Whether this viewer holds the lock and another one has requested it. */
bool input_lock_requested(const struct window *w, const struct viewer *v);

#endif
