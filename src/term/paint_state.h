/* Painting what is not a cell: modes, title, bell, clipboard. Internal to the engine. */
#ifndef TERM_PAINT_STATE_H
#define TERM_PAINT_STATE_H

#include "term/paint_row.h"
#include "term/painter.h"

/* The modes that a viewer is sent. */
#define PAINT_MODES                                                                                \
    (MODE_APPLICATION_CURSOR | MODE_REVERSE_VIDEO | MODE_CURSOR_SHOWN | MODE_APPLICATION_KEYPAD |  \
     MODE_FOCUS | MODE_BRACKETED_PASTE)

/* Sends the modes, the title and the bell, where they changed. False: there is no room. */
bool paint_state(struct painter *p, struct paint_out *o);
/* Sends the clipboard, where it changed, whole in one frame that began at byte `begun`. False: the
 * next frame has more room. A text that no frame of this size can hold is dropped, as a viewer's
 * clipboard is better unchanged than cut. */
bool paint_clipboard(struct painter *p, struct paint_out *o, size_t begun);

#endif
