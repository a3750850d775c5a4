/* Paints everything but cells: modes, title, bell, clipboard. Internal to the engine. */
#ifndef TERM_PAINT_STATE_H
#define TERM_PAINT_STATE_H

#include "term/paint_row.h"
#include "term/painter.h"

/* The modes that are sent to viewers. */
#define PAINT_MODES                                                                                \
    (MODE_APPLICATION_CURSOR | MODE_REVERSE_VIDEO | MODE_CURSOR_SHOWN | MODE_APPLICATION_KEYPAD |  \
     MODE_FOCUS | MODE_BRACKETED_PASTE)

/* Sends the modes, the title and the bell if they have changed. False if there is not enough
 * room. */
bool paint_state(struct painter *p, struct paint_out *o);
/* Sends the clipboard if it has changed, whole in one frame, which began at byte `begun`. False if
 * there is not enough room in this frame. A text longer than a whole frame is dropped, as an
 * unchanged clipboard is better than a truncated one. */
bool paint_clipboard(struct painter *p, struct paint_out *o, size_t begun);

#endif
