/* TCP connections to a serial line's server, by numeric address. */
#ifndef KEEPER_TCP_H
#define KEEPER_TCP_H

#include "source/source.h"

/* Starts connecting to the source's device, "192.0.2.1:2000"; the descriptor becomes writable when
 * the connection was made or refused. Returns 0 and *fd, nonblocking and close-on-exec; or an
 * errno, with nothing left open. */
int tcp_open(const struct source *s, int *fd);
/* Returns the result once the descriptor is writable: 0, or an errno. */
int tcp_opened(int fd);

#endif
