/* TCP connections to a serial line's server. */
#ifndef KEEPER_TCP_H
#define KEEPER_TCP_H

#include "source/source.h"

/* Starts a connection to the source's device. Returns 0, and either *fd, nonblocking, which is
 * writable when the attempt is over, or, if the device is given by a name, *names for tcp_next();
 * or an errno. */
int tcp_open(const struct source *s, int *fd, int *names);
/* Starts a connection to the next address of a name; to be called when `names` is readable. Returns
 * 0 and *fd as above, or an errno: EAGAIN if the addresses are not known yet, ENODATA after the
 * last, ENOENT and ETIMEDOUT as names_next() (keeper/line/names.h). */
int tcp_next(int names, int *fd);
/* Returns 0 if the attempt succeeded, or its errno. */
int tcp_opened(int fd);

#endif
