/* Base64 (RFC 4648 section 4), with padding. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/text.h"

/* Appends the encoded text; sets t->cut if it does not fit. */
void base64_encode(struct text *t, struct slice bytes);
/* Decodes strictly (alphabet, padding, unused bits zero). False if the text is malformed or its
 * bytes exceed `size`. */
bool base64_decode(struct slice text, uint8_t *to, size_t size, size_t *len);

#endif
