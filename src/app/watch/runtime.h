/* What the server says of itself by itself: every minute a line on how it goes, and to the keeper
 * that there are lines to be written elsewhere. */
#ifndef APP_RUNTIME_H
#define APP_RUNTIME_H

void runtime_init(void);
/* Once a turn: tells the keeper, where the log goes through it and lines have come. */
void runtime_logged(void);

#endif
