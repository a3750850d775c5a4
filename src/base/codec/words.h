/* Splitting a line into words as a shell does: quotes and backslashes, but no expansion. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/text.h"

/* Appends the words, each followed by a NUL, and returns their number. 0 if a quote is not closed,
 * the line has no word, the first word is empty, the line contains a NUL, or they do not fit. */
size_t words_cut(struct slice line, struct text *to);

#endif
