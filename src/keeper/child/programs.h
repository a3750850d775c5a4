/* The file and argv to execute for each kind of source that is a program. */
#ifndef KEEPER_PROGRAMS_H
#define KEEPER_PROGRAMS_H

#include "os/account.h"
#include "source/source.h"

struct program {
    const char *file;                /* path with a '/', or a name searched in PATH */
    char *argv[LIMIT_ARGUMENTS + 1]; /* NULL-terminated */
    char words[LIMIT_COMMAND_BYTES];
    char login[LIMIT_PATH_BYTES]; /* argv[0] of a login shell */
};

/* Whether the source's kind is a program. */
bool programs_run(const struct source *s);
/* Finds the program of a source. command: the argv for a source that names none, each word
 * NUL-terminated; if that is empty too, the account's shell is started as a login shell. All
 * arguments must outlive the program, which must not be moved in memory. Returns 0, or E2BIG if the
 * words do not fit. */
int programs_find(struct program *p, const struct source *source, struct slice command,
                  const struct os_account *account);

#endif
