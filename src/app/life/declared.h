/* The windows that the configuration declares: made where they are missing, made anew where their
 * declaration has changed, closed where it is gone. */
#ifndef APP_DECLARED_H
#define APP_DECLARED_H

#include "app/window/windows.h"

/* Once, after a takeover: a configuration that was read again comes with a new server. One for
 * which there is no room is logged. */
void declared_apply(void);
/* Somebody attached: a window that waits for this is started. */
void declared_attached(struct window *w);

#endif
