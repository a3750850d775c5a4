/* Names and values stand as they were written. */
#include "base/wrong.h"

bool wrong(struct text *error, struct slice name, struct slice value, const char *mend)
{
    text_add(error, name);
    text_str(error, ": \"");
    text_add(error, slice_part(value, 0, WRONG_VALUE_MAX));
    text_str(error, "\" ");
    text_str(error, mend);
    return false;
}
