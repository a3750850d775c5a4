/* The margins: DECSTBM and DECSLRM. Internal to the engine. */
#ifndef TERM_MARGINS_H
#define TERM_MARGINS_H

#include "term/screen.h"

/* DECSTBM (DEC STD 070), from the parser's parameters: top and bottom, counted from 1. A bottom
 * that is omitted, 0 or past the screen means the last row. Margins that enclose fewer than two
 * rows are ignored; otherwise the cursor moves to the origin. */
void margins_set_rows(struct feed *f);
/* DECSLRM (VT510), the same for columns, while DECLRMM is set. Otherwise SCOSC (xterm): saves the
 * cursor. */
void margins_set_columns(struct feed *f);

#endif
