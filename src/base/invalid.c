/* Writes the error sentence. Name and value are written as they were read, without escapes: the
 * sentence is for a person. */
#include "base/invalid.h"

bool invalid(struct text *error, struct slice name, struct slice value, const char *why)
{
    text_add(error, name);
    text_str(error, ": \"");
    text_add(error, slice_part(value, 0, INVALID_VALUE_MAX));
    text_str(error, "\" ");
    text_str(error, why);
    return false;
}
