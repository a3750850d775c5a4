/* What the server itself writes on a window's screen, among its source's output. */
#ifndef APP_WINDOW_NOTICE_H
#define APP_WINDOW_NOTICE_H

#include "app/window/windows.h"

/* A line of its own in reverse video: the source as people call it, what is so, and why ("": left out). */
void notice_put(struct window *w, const char *what, const char *why);
/* Makes the screen ready for another program: modes are reset, the text of the last one stays. */
void notice_restart(struct window *w);

#endif
