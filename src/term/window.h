/* Window operations (XTWINOPS): reports, and pushed titles. Internal to the engine. */
#ifndef TERM_WINDOW_H
#define TERM_WINDOW_H

#include "term/screen.h"

/* XTWINOPS (xterm, "Functions using CSI") of parameter 0; sequences.def lists what is known. */
void window_operation(struct feed *f);

#endif
