/* Reports of the server: a runtime line in the log at an interval, and notifications to the keeper
 * that the journal has new lines for a file or syslog. */
#ifndef APP_RUNTIME_H
#define APP_RUNTIME_H

void runtime_init(void);
/* Notifies the keeper, once a turn, if it writes the log and lines have been added since. */
void runtime_notify(void);

#endif
