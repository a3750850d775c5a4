/* The environment of a program, built from nothing; the source's own variables are always in it. */
#ifndef KEEPER_ENVIRONMENT_H
#define KEEPER_ENVIRONMENT_H

#include "os/account.h"
#include "source/source.h"

struct environment {
    char *words[LIMIT_VARIABLES + 1]; /* NULL-terminated, for execve() */
    size_t count;
    struct text bytes;
    char storage[LIMIT_ENVIRONMENT_BYTES];
};

/*
 * Builds the environment of a source's program: the terminal's type, the account's name, home and
 * shell; then the variables that the source sets (option env), which replace those; then language,
 * time zone, PATH and locations from the keeper's own environment (inherited). Returns 0, or E2BIG
 * if the first two kinds do not fit. An inherited variable that does not fit is left out, counted,
 * and named in the log (environment-full).
 */
int environment_make(struct environment *e, const struct source *source,
                     const struct os_account *account, char *const inherited[]);
/* Returns the value of PATH. Safe between fork and exec. */
const char *environment_path(const struct environment *e);

#endif
