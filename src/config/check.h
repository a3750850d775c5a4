/* boundtty check: every mistake in the configuration and the state directory, without starting
 * anything. */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config/config.h"

/* Prints a piece of text for the person who asked. */
typedef void check_printer(struct slice text);
/* keeper/housekeeping's look at the state directory: calls found() for each file that is not as
 * it should be. It is passed in, since config/ is below keeper/. */
typedef void check_finding(const char *name, const char *what, bool repaired);
typedef unsigned check_look(const char *folder, bool repair, int64_t now_unix,
                            check_finding *found);

/* Reads into c, as the server would with these flags, and prints each finding as a line. Returns
 * the exit status: 0 all is well, 1 something is not, 2 a flag is wrong. Nothing is repaired or
 * made. */
int config_check(struct config *c, char *const argv[], char *const envp[], check_printer *print,
                 check_look *look);

#endif
