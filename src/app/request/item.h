/*
 * The one buffer in which an item of a list or a whole answer is built before it is handed to net.
 * Every writer asserts that the longest that it can write, escaped, fits.
 */
#ifndef APP_ITEM_H
#define APP_ITEM_H

#include "base/text.h"
#include "limits.h"

#define ITEM_MAX 6144

/* The most bytes that this many bytes of a string are in JSON: \u003c is the longest form. */
#define ITEM_ESCAPED(bytes) (6 * (bytes))
/* A number of 64 bits in digits. */
#define ITEM_DIGITS 20

_Static_assert(ITEM_MAX + 1024 <= LIMIT_CONN_OUT, "an answer and its head fit an empty out buffer");

/* The buffer, empty. What was built in it before is gone. */
struct text *item_begin(void);

#endif
