/* UTF-8 (RFC 3629; malformed input is replaced as in Unicode 15 chapter 3.9, table 3-8). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/slice.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* A decoder that is fed one byte at a time. Plain data; all zero is the starting state. */
struct utf8 {
    uint32_t point; /* bits gathered so far */
    uint8_t need;   /* continuation bytes still to come */
    uint8_t low;    /* the next byte's permitted range, if need > 0 */
    uint8_t high;
};

enum utf8_step {
    UTF8_MORE,   /* byte consumed, code point incomplete */
    UTF8_POINT,  /* byte consumed, u->point is a code point */
    UTF8_BAD,    /* byte consumed and malformed: one replacement */
    UTF8_BROKEN, /* sequence before the byte malformed: one replacement; feed the byte again */
};

enum utf8_step utf8_feed(struct utf8 *u, uint8_t byte);
/* Writes 1 to 4 bytes and returns how many; a surrogate or a value past U+10FFFF becomes U+FFFD. */
size_t utf8_put(uint32_t point, uint8_t out[4]);
/* Validates text in pieces (for RFC 6455 section 8.1). False as soon as the bytes cannot begin
 * valid UTF-8; at the end of a message the caller checks that u->need is 0. */
bool utf8_check(struct utf8 *u, struct slice s);
/* Whether s is valid and complete UTF-8. */
bool utf8_valid(struct slice s);

#endif
