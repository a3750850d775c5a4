/* DECRQSS, request selection or setting. Internal to the engine. */
#ifndef TERM_DECRQSS_H
#define TERM_DECRQSS_H

#include "term/screen.h"

/* DECRQSS (VT510): answers with the setting that the gathered string names; "unknown" if it names
 * none. */
void decrqss_answer(struct feed *f);

#endif
