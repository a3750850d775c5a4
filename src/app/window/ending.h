/* Describes how a window's program ended, in words and as a shell's exit status. */
#ifndef APP_WINDOW_ENDING_H
#define APP_WINDOW_ENDING_H

#include "app/window/windows.h"

/* Writes "exit status 1", "killed by SIGKILL, possibly out of memory" or "no such file or
 * directory: nosuch", at most ENDING_MAX bytes; nothing while the program lives. */
#define ENDING_MAX (LIMIT_NAME_BYTES + 128)
void ending_put(const struct window *w, struct text *to);
/* Returns the value of a shell's $?: the exit status, 128 plus the signal's number, or 127 if
 * the program could not be started; -1 while it has not ended. */
int ending_status(const struct window *w);

#endif
