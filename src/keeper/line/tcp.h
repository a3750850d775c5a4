/* A TCP connection to a serial line's server, numbers only. */
#ifndef KEEPER_TCP_H
#define KEEPER_TCP_H

#include "source/source.h"

/* Begins to connect to the source's device, "192.0.2.1:2000": writable where it is decided. An
 * errno, or 0 and *fd: nonblocking, close-on-exec. */
int tcp_open(const struct source *s, int *fd);
/* How that ended: 0, or an errno. */
int tcp_opened(int fd);

#endif
