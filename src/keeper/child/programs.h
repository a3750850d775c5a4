/* What is executed for each kind of source that is a program: file and argv. */
#ifndef KEEPER_PROGRAMS_H
#define KEEPER_PROGRAMS_H

#include "os/account.h"
#include "source/source.h"

struct program {
    const char *file;                /* with a '/', or to be found by PATH */
    char *argv[LIMIT_ARGUMENTS + 1]; /* NULL at the end */
    char words[LIMIT_COMMAND_BYTES];
    char login[LIMIT_PATH_BYTES]; /* argv[0] of a login shell */
};

/* Whether the kind is a program at all. */
bool programs_run(const struct source *s);
/* source: a program's. command: its argv where the source names none, each word NUL-terminated; where that is
 * empty too, the account's shell is started as a login shell. All must outlive the program, which must not be
 * moved in memory. 0; or E2BIG: the words do not fit. */
int programs_find(struct program *p, const struct source *source, struct slice command,
                  const struct os_account *account);

#endif
