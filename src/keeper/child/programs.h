/* What is run for each kind of source that is a program. */
#ifndef KEEPER_PROGRAMS_H
#define KEEPER_PROGRAMS_H

#include "source/source.h"

/* The words of its argv, each NUL-terminated; none: the default command. The first is the file to
 * be executed, and PROGRAMS_SELF is this very program. False: they do not fit. */
#define PROGRAMS_SELF "/proc/self/exe"
bool programs_words(const struct source *s, struct text *to);
/* Whether the kind is a program at all. */
bool programs_run(const struct source *s);

#endif
