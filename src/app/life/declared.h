/* Applies the windows that the configuration declares: missing ones are opened, those whose
 * declaration has changed are restarted, and those no longer declared are closed. */
#ifndef APP_LIFE_DECLARED_H
#define APP_LIFE_DECLARED_H

#include "app/window/windows.h"

/* Call once, after the takeover: a configuration that was read again comes with a new server. A
 * window that cannot be opened for lack of room is logged. */
void declared_apply(void);
/* Starts the window if it is declared with start = attach and not started yet; call when a
 * viewer attaches. */
void declared_attached(struct window *w);

#endif
