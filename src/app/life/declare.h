/* A window's source as a request's body declares it. */
#ifndef APP_DECLARE_H
#define APP_DECLARE_H

#include "base/codec/json.h"
#include "source/source.h"

/* "source" (else a command), "command", an array of strings, and the options as strings, numbers or
 * booleans, "env" also as an array. False: error holds a sentence. */
bool declare_source(struct json body, struct source *to, struct text *error);

#endif
