/* Finds a word in a table that ends with NULL; the same table lists the valid words in the error
 * sentence. */
#include "base/choice.h"

#include "base/invalid.h"

int choice_find(struct slice word, const char *const words[])
{
    for (int i = 0; words[i]; i++)
        if (slice_equal(word, slice_of(words[i])))
            return i;
    return -1;
}

int choice_find_nocase(struct slice word, const char *const words[])
{
    for (int i = 0; words[i]; i++)
        if (slice_equal_nocase(word, slice_of(words[i])))
            return i;
    return -1;
}

bool choice_invalid(struct text *error, struct slice name, struct slice value,
                    const char *const words[])
{
    (void)invalid(error, name, value, "is not one of");
    for (size_t i = 0; words[i]; i++) {
        text_str(error, i == 0 ? " " : ", ");
        text_str(error, words[i]);
    }
    return false;
}
