/* Window operations (XTWINOPS): reports and pushed titles. Internal to the engine. */
#ifndef TERM_WINDOW_H
#define TERM_WINDOW_H

#include "term/screen.h"

/* Carries out XTWINOPS (xterm, "Functions using CSI") with the number in parameter 0; sequences.def
 * lists the supported ones. */
void window_operation(struct feed *f);

#endif
