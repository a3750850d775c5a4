/* The token that a server requires over HTTP, read from the first line of a file. */
#ifndef CLI_TOKEN_H
#define CLI_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_BYTES 130 /* including its NUL */

/* Reads the token. False if the file cannot be read (errno), or has no token that fits (errno
 * 0). */
bool token_read(const char *path, char to[TOKEN_BYTES]);

#endif
