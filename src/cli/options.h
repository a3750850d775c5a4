/*
 * A command's words: options, and what stands between them. Every client command also knows -T
 * TOKENFILE, -b BASE, -S STATEDIR and -h. Options stop at "--".
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/slice.h"

#define OPTIONS_MAX 8
#define OPTIONS_WORDS 256

struct options {
    const char *command, *usage;
    const char *token_file, *base, *folder; /* NULL: not given */
    const char *value[OPTIONS_MAX];         /* of the command's own; "" for one without a value */
    const char *words[OPTIONS_WORDS + 1];   /* a NULL behind the last */
    size_t count;
    size_t behind; /* of them, the first behind "--"; count where there is none */
};

/* names: the command's own, a NULL behind the last; one that ends with '=' takes a value. -1: read.
 * Else the exit status: 0, the usage was asked for and printed, or 2, what is wrong was. */
int options_read(struct options *o, const char *const names[], char *const argv[]);
/* Says what is wrong, and returns 2. */
int options_wrong(const struct options *o, const char *word, const char *why);

#endif
