/* Tab stops, one bit for each column. Internal to the engine. */
#ifndef TERM_TABS_H
#define TERM_TABS_H

#include "term/screen.h"

/* The distance of the power-on tab stops, in columns. */
#define TABS_EVERY 8u

void tabs_forward(struct feed *f, unsigned n); /* HT, CHT (ECMA-48 8.3.60, 8.3.10) */
void tabs_back(struct feed *f, unsigned n);    /* CBT (ECMA-48 8.3.7) */
void tabs_set(struct feed *f);                 /* HTS (ECMA-48 8.3.62): at the cursor */
/* TBC (ECMA-48 8.3.154): clears the tab stop at the cursor (`what` 0) or all (3); other values are
 * ignored. */
void tabs_clear(struct feed *f, unsigned what);
/* Sets the power-on tab stops. */
void tabs_init(struct term_state *s);

#endif
