/* Output for a person, to standard output or standard error. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "base/text.h"

/* Writes all of the text, waiting while the descriptor is full. False and errno if it cannot be
 * written. */
bool cli_say(int fd, struct slice text);
/* Writes "boundtty COMMAND: SENTENCE" and a newline to standard error; a sentence above 1 KiB is
 * truncated. */
void cli_error(const char *command, struct slice sentence);
/* The same while the terminal may be raw: the newline is CR LF. */
void cli_error_raw(const char *command, struct slice sentence);

#endif
