/* boundtty check: reports every mistake in the configuration and the state directory, without
 * starting anything. */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config/config.h"

/* Prints a piece of text for the user. */
typedef void check_printer(struct slice text);
/* Inspects the state directory (keeper/housekeeping): calls found() for each file that is not as it
 * should be. The function is a parameter, since config/ is below keeper/. */
typedef void check_finding(const char *name, const char *what, bool repaired);
typedef unsigned check_look(const char *folder, bool repair, int64_t now_unix,
                            check_finding *found);

/* Reads the configuration into c, as the server would with these flags, and prints each finding as
 * a line. Returns the exit status: 0 no findings, 1 findings, 2 a wrong flag or an unreadable file.
 * Repairs and creates nothing. */
int config_check(struct config *c, char *const argv[], char *const envp[], check_printer *print,
                 check_look *look);

#endif
