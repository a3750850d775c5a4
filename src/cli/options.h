/*
 * Parsing the command line of a command: options and words in any order, up to "--", after which
 * all are words. Every client command also accepts -T TOKENFILE, -b BASE, -S STATEDIR and -h.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/slice.h"

#define OPTIONS_MAX 8 /* limit of a command's own options */
#define OPTIONS_WORDS_MAX 256

struct options {
    const char *command, *usage;
    const char *token_file, *base, *folder; /* NULL: not given */
    const char *value[OPTIONS_MAX]; /* the command's own; NULL: not given; "": takes no value */
    const char *words[OPTIONS_WORDS_MAX + 1]; /* NULL after the last */
    size_t count;                             /* number of words */
    size_t before_dashes;                     /* number of words before "--"; all if it is absent */
};

/* Reads argv into o, whose command and usage are set. names: the command's own options, at most
 * OPTIONS_MAX, NULL-terminated; one that ends with '=' takes a value. Returns -1; or an exit
 * status: CLI_DONE after -h, which printed the usage, or CLI_USAGE after a printed error. */
int options_read(struct options *o, const char *const names[], char *const argv[]);
/* Prints the usage and the options common to all client commands; returns CLI_DONE. */
int options_usage(const struct options *o);
/* Prints "boundtty COMMAND: WORDWHY; try boundtty COMMAND -h", and returns CLI_USAGE. */
int options_wrong(const struct options *o, const char *word, const char *why);
/* Calls options_wrong() if there are more than max words; otherwise returns CLI_DONE. */
int options_at_most(const struct options *o, size_t max);

#endif
