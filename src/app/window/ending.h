/* How a window's program ended, in words for people and as a shell's number. */
#ifndef APP_WINDOW_ENDING_H
#define APP_WINDOW_ENDING_H

#include "app/window/windows.h"

/* "exit status 1", "killed by SIGKILL, possibly out of memory", "no such file or directory: nosuch"; nothing
 * where the program lives. At most ENDING_MAX bytes. */
#define ENDING_MAX (LIMIT_NAME_BYTES + 128)
void ending_put(const struct window *w, struct text *to);
/* As a shell has it in $?: 128 and the signal's number, 127 where it could not be started; -1 where it has not
 * ended. */
int ending_status(const struct window *w);

#endif
