/* Base64 (RFC 4648 section 4), with padding. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/text.h"

/* Appends the coded text; where it does not fit, t->cut. */
void base64_encode(struct text *t, struct slice bytes);
/* Decodes strictly (alphabet, padding, unused bits zero); false where malformed or too large. */
bool base64_decode(struct slice text, uint8_t *to, size_t size, size_t *len);

#endif
