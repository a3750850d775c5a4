/* Standard input and output as the two directions of a connection: boundtty attach --stdio, which
 * ssh:// runs on the remote host. */
#ifndef CLI_STDIO_H
#define CLI_STDIO_H

#include "base/slice.h"

/* Copies standard input to the nonblocking stream socket and the socket to standard output, through
 * a buffer of `size` bytes, until the peer closes or either direction fails. The end of the input
 * closes the connection's sending half. The socket remains the caller's, and open.
 * Returns the errno of standard output, 0 if it could be written or its reader has left. */
int stdio_copy(int fd, uint8_t *buffer, size_t size);

#endif
