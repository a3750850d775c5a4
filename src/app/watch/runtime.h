/* What the server reports of itself: a line of the log at an interval, and to the keeper that there
 * are lines to be written to a file or to syslog. */
#ifndef APP_RUNTIME_H
#define APP_RUNTIME_H

void runtime_init(void);
/* Once a turn: notifies the keeper, where it writes the log and lines were added since. */
void runtime_notify(void);

#endif
