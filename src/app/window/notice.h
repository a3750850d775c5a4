/* Writes the server's own notices on a window's screen, between its source's output. */
#ifndef APP_WINDOW_NOTICE_H
#define APP_WINDOW_NOTICE_H

#include "app/window/windows.h"

/* Writes a line in reverse video: the source's description, `what` has happened, and `why` ("":
 * omitted). */
void notice_put(struct window *w, const char *what, const char *why);
/* Prepares the screen for the next program: modes are reset, the last program's text is kept. */
void notice_restart(struct window *w);

#endif
