/* A choice from a short list of words, for options and settings. */
#ifndef BASE_CHOICE_H
#define BASE_CHOICE_H

#include "base/text.h"

/* Returns the index of the word in `words`, which end with NULL; -1 if it is none of them. */
int choice_find(struct slice word, const char *const words[]);
/* Like choice_find(), ignoring the case of ASCII letters. */
int choice_find_nocase(struct slice word, const char *const words[]);
/* Appends to `error` the sentence that the value is not one of the words. Always returns false. */
bool choice_invalid(struct text *error, struct slice name, struct slice value,
                    const char *const words[]);

#endif
