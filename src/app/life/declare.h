/* Reads a window's source from the JSON body of a request. */
#ifndef APP_LIFE_DECLARE_H
#define APP_LIFE_DECLARE_H

#include "base/codec/json.h"
#include "source/source.h"

/* Reads the members "source" (default: a command), "command" (an array of strings) and the
 * options, which are strings, numbers or booleans; "env" may also be an array of them. False:
 * error gets a sentence. */
bool declare_source(struct json body, struct source *to, struct text *error);

#endif
