/* A word out of a few, as options and settings have them. */
#ifndef BASE_CHOICE_H
#define BASE_CHOICE_H

#include "base/text.h"

/* The place of the word in `words`, which end with NULL; -1: it is none of them. */
int choice_find(struct slice word, const char *const words[]);
/* The same where the case of ASCII letters does not matter. */
int choice_find_nocase(struct slice word, const char *const words[]);
/* Adds the sentence that the value is not one of the words. Always false. */
bool choice_invalid(struct text *error, struct slice name, struct slice value,
                    const char *const words[]);

#endif
