/* One listening socket, by its address: "127.0.0.1:7681", "[::1]:7681", "unix:/path". */
#ifndef KEEPER_LISTEN_H
#define KEEPER_LISTEN_H

#include "base/text.h"

/* Opens a listener: nonblocking, close-on-exec. -1, and an error message that says what to do. */
int listen_open(const char *address, struct text *error);
/* The same for a unix socket that only its owner and root may connect to; its folder must be closed to
 * others. */
int listen_private(const char *address, struct text *error);
/* The same with a listening socket that the service manager handed down. */
int listen_inherit(int fd, struct text *error);
/* Removes the file of a unix socket; does nothing for other addresses. */
void listen_remove(const char *address);
/* The URL at which a person reaches the address (a wildcard address by loopback); empty for a unix socket. */
void listen_url(const char *address, const char *base, struct text *url);

#endif
