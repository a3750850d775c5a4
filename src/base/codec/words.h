/* Words as a shell cuts them, with quotes and backslashes, and nothing else of a shell. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/text.h"

/* Adds the words, each with a NUL behind it. How many; 0: a quote is open, there is none, the first
 * is empty, or they do not fit. */
size_t words_cut(struct slice line, struct text *to);

#endif
