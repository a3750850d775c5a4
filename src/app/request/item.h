/* The buffer in which an item of a list or a whole answer is built before it is handed to net.
 * Every writer asserts that its longest output, escaped, fits. */
#ifndef APP_ITEM_H
#define APP_ITEM_H

#include "base/text.h"
#include "limits.h"

#define ITEM_MAX 6144

/* The maximum length of this many bytes of a string in JSON: \u003c is the longest escape. */
#define ITEM_ESCAPED(bytes) (6 * (bytes))
/* Digits of a 64-bit number. */
#define ITEM_DIGITS 20

_Static_assert(ITEM_MAX + 1024 <= LIMIT_CONN_OUT, "an answer and its head fit an empty out buffer");

/* Returns the emptied buffer; its previous content is discarded. */
struct text *item_begin(void);

#endif
