/* Words as a shell separates them, with quotes and backslashes, and nothing else of a shell. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/text.h"

/* Adds the words, each followed by a NUL. Returns how many; 0: a quote is open, there is no
 * word, the first is empty, or they do not fit. */
size_t words_cut(struct slice line, struct text *to);

#endif
