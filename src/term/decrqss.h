/* DECRQSS, request selection or setting: the answers. Internal to the engine. */
#ifndef TERM_DECRQSS_H
#define TERM_DECRQSS_H

#include "term/screen.h"

/* DECRQSS (VT510): answers with the setting that the gathered string names, or that it is unknown. */
void decrqss_answer(struct feed *f);

#endif
