/* The windows that the configuration declares: made where they are missing, restarted where their declaration
 * has changed, closed where it is gone. */
#ifndef APP_LIFE_DECLARED_H
#define APP_LIFE_DECLARED_H

#include "app/window/windows.h"

/* To be called once, after a takeover: a configuration that was read again comes with a new server. A window
 * for which there is no room is logged. */
void declared_apply(void);
/* Somebody attached: the window is started if it was declared with start = attach. */
void declared_attached(struct window *w);

#endif
