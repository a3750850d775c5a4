/*
 * The width of a code point, in columns. 2 for East Asian Width W and F (UAX 11; these include code
 * points with emoji presentation); 0 for combining ones (Mn, Me, Hangul vowels and finals U+1160 to
 * U+11FF and U+D7B0 to U+D7FB) and for Cf, which includes ZWJ, except U+00AD and the marks that
 * enclose what follows (Prepended_Concatenation_Mark, U+0600 for one); 1 otherwise. As in xterm,
 * the width of a code point does not depend on its neighbours. tools/unicode generates the tables
 * of this module and of web/terminal/width.js from the Unicode Character Database.
 */
#ifndef TERM_WIDTH_H
#define TERM_WIDTH_H

#include <stdint.h>

#define WIDTH_UNICODE_VERSION "17.0.0"

unsigned width_of(uint32_t point); /* 0, 1 or 2; not called for C0, DEL, C1 */

#endif
