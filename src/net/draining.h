/* Draining connections: the lingering close of RFC 9112 section 9.6. */
#ifndef NET_DRAINING_H
#define NET_DRAINING_H

#include "base/table.h"
#include "net/stream.h"

#define DRAINING_MS 2000 /* longest wait for the peer to close */

void draining_init(void);
/* Takes over the socket of a connection that has ended, and shuts it down for writing. If
 * LIMIT_DRAINING sockets are draining already, the oldest is closed (counted as refused). */
void draining_add(struct stream s);
/* Closes sockets past their deadline; returns the time of the next call in ms (UINT64_MAX:
 * none). */
uint64_t draining_tick(void);
const struct table *draining_table(void);

#endif
