/* boundtty check: reports every mistake in the configuration and the state directory, without
 * starting anything. */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config/config.h"

/* Prints a piece of text for the user. */
typedef void check_printer(struct slice text);
/* What is inspected beside the file, by functions of keeper/, which is above config/: the state
 * directory (keeper/housekeeping), with found() for each file that is not as it should be, and what
 * the configuration needs of this machine (keeper/probe), with warn() for what is missing. */
typedef void check_finding(const char *name, const char *what, bool repaired);
typedef unsigned check_look(const char *folder, bool repair, int64_t now_unix,
                            check_finding *found);
typedef void check_warning(struct slice sentence);
struct check_looks {
    check_look *state;
    void (*machine)(const struct config *c, char *const envp[], check_warning *warn);
};

/* Reads the configuration into c, as the server would with these flags, and prints each finding as
 * a line, and warnings. Returns the exit status: 0 no findings, 1 findings, 2 a wrong flag or an
 * unreadable file. Repairs and creates nothing. */
int config_check(struct config *c, char *const argv[], char *const envp[], check_printer *print,
                 const struct check_looks *look);

#endif
