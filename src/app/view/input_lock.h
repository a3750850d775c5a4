/*
 * The input lock: which viewer may type into a window whose source says `input-lock = yes` (the
 * default of serial and TCP lines). The first viewer that types holds it until another one takes it
 * or the holder disconnects; the others look, and may request it.
 */
#ifndef APP_INPUT_LOCK_H
#define APP_INPUT_LOCK_H

#include "app/view/viewers.h"

/* Whether input of this viewer is accepted. A lock that nobody holds becomes this viewer's. */
bool input_lock_admits(struct window *w, const struct viewer *v);
/* "request": asks the holder for it; "take": takes it; "release": hands it to the viewer that
 * requested it, else to nobody. False: another word. */
bool input_lock_change(struct window *w, const struct viewer *v, struct slice word);
/* Its state as this viewer is sent it: "off" (no lock: everybody types), "free", "mine", "other". */
const char *input_lock_state(const struct window *w, const struct viewer *v);
/* Whether this viewer holds it and another one has requested it. */
bool input_lock_requested(const struct window *w, const struct viewer *v);

#endif
