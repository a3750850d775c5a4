/* The listening sockets: "127.0.0.1:7681", "[::1]:7681", "unix:/path". */
#ifndef KEEPER_LISTEN_H
#define KEEPER_LISTEN_H

#include "base/text.h"

/* Opens a listener: nonblocking, close-on-exec. -1, and a sentence with the mend in error. */
int listen_open(const char *address, struct text *error);
/* The same for a unix socket that nobody but its owner and root may connect to: in a folder that is
 * closed to others. */
int listen_private(const char *address, struct text *error);
/* Takes over a listening socket that was handed down: the same. */
int listen_inherit(int fd, struct text *error);
/* Removes the file of a unix socket; nothing for others. */
void listen_remove(const char *address);
/* The URL at which a person reaches the address (a wildcard by loopback); empty for a unix socket.
 */
void listen_url(const char *address, const char *base, struct text *url);

#endif
