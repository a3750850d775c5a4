/* The token that a server asks for over HTTP, in the first line of a file. */
#ifndef CLI_TOKEN_H
#define CLI_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_BYTES 130 /* with its NUL */

/* Reads the token; false: it cannot be read (errno), or the file holds none that fits (errno 0). */
bool token_read(const char *path, char to[TOKEN_BYTES]);

#endif
