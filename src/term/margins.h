/* Setting the margins: DECSTBM and DECSLRM. Internal to the engine. */
#ifndef TERM_MARGINS_H
#define TERM_MARGINS_H

#include "term/screen.h"

/* DECSTBM (DEC STD 070), from the parser's parameters: top and bottom from 1; the bottom left out,
 * 0 or past the screen is the last row. Less than two rows change nothing; else the cursor moves to
 * the origin. */
void margins_set_rows(struct feed *f);
/* DECSLRM (VT510), the same for columns, while DECLRMM is set; else SCOSC (xterm), save cursor. */
void margins_set_columns(struct feed *f);

#endif
