/* A script as it is embedded: without comments, and without blanks that mean nothing. */
#ifndef TOOLS_SQUEEZE_H
#define TOOLS_SQUEEZE_H

#include <stddef.h>
#include <stdint.h>

/* Writes an ECMAScript module to out, which has room for len bytes, and returns how many it wrote.
 * Each statement must end with a semicolon or a brace, as prettier leaves it: a line end is then as
 * good as a blank. */
size_t squeeze_script(const uint8_t *in, size_t len, uint8_t *out);

#endif
