/* Output for a person, to standard output or standard error. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "base/text.h"

/* Writes all of the text, waiting while the descriptor is full. False and errno if it cannot be
 * written. */
bool cli_say(int fd, struct slice text);
/* Appends a text that may come from a server: without control characters (C0, DEL and C1), and with
 * U+FFFD for malformed bytes. */
void cli_put_clean(struct text *t, struct slice s);
/* Writes output of the command to standard output: cleaned as by cli_put_clean(), except for
 * newlines and tabs. The text may be a piece that ends within a character. If it cannot be written,
 * the process ends with an error and CLI_REFUSED. */
void cli_print(struct slice text);
/* Writes "boundtty COMMAND: SENTENCE" and a newline to standard error; a sentence above 1 KiB is
 * truncated, and it is cleaned. */
void cli_error(const char *command, struct slice sentence);
/* The same while the terminal may be raw: the newline is CR LF. */
void cli_error_raw(const char *command, struct slice sentence);

#endif
