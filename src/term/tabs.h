/* Tab stops: one bit for each column. Internal to the engine. */
#ifndef TERM_TABS_H
#define TERM_TABS_H

#include "term/screen.h"

/* Columns between the tab stops of power-on. */
#define TABS_EVERY 8u

void tabs_forward(struct feed *f, unsigned n); /* HT, CHT (ECMA-48 8.3.60, 8.3.10) */
void tabs_back(struct feed *f, unsigned n);    /* CBT (ECMA-48 8.3.7) */
void tabs_set(struct feed *f);                 /* HTS (ECMA-48 8.3.62): at the cursor */
/* TBC (ECMA-48 8.3.154): 0 the one at the cursor, 3 all; other values are ignored. */
void tabs_clear(struct feed *f, unsigned what);
/* The tab stops of power-on. */
void tabs_init(struct term_state *s);

#endif
