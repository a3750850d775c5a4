/* A TCP connection to a serial line's server, by numeric address. */
#ifndef KEEPER_TCP_H
#define KEEPER_TCP_H

#include "source/source.h"

/* Begins to connect to the source's device, "192.0.2.1:2000"; the connection is writable when it has been
 * made or refused. 0 and *fd, nonblocking and close-on-exec; or an errno, and nothing is left open. */
int tcp_open(const struct source *s, int *fd);
/* How that went, once writable: 0, or an errno. */
int tcp_opened(int fd);

#endif
