/* UTF-8 (RFC 3629; replacement of malformed input as Unicode 15 chapter 3.9, table 3-8 has it). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/slice.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* A decoder that is fed byte by byte. All zero is its starting state; it is plain data. */
struct utf8 {
    uint32_t point; /* bits gathered so far */
    uint8_t need;   /* continuation bytes still to come */
    uint8_t low;    /* the next byte's permitted range, where need > 0 */
    uint8_t high;
};

enum utf8_step {
    UTF8_MORE,   /* the byte was taken, a code point is not complete */
    UTF8_POINT,  /* the byte was taken, u->point is a code point */
    UTF8_BAD,    /* the byte was taken and is malformed: one replacement */
    UTF8_BROKEN, /* what came before is malformed: one replacement; feed the byte again */
};

enum utf8_step utf8_feed(struct utf8 *u, uint8_t byte);
/* Writes 1 to 4 bytes; a surrogate or a value past U+10FFFF becomes U+FFFD. */
size_t utf8_put(uint32_t point, uint8_t out[4]);
/* Feeds a whole piece to a checker (for RFC 6455 section 8.1): false as soon as the bytes can
 * not be the beginning of valid UTF-8. At the end of a message u->need must be 0. */
bool utf8_check(struct utf8 *u, struct slice s);
bool utf8_valid(struct slice s);

#endif
