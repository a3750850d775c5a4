/* Draining connections: the lingering close of RFC 9112 section 9.6. */
#ifndef NET_DRAINING_H
#define NET_DRAINING_H

#include "base/table.h"
#include "net/stream.h"

#define DRAINING_MS 2000 /* for the peer to close too */

void draining_init(void);
/* Takes over the socket of a connection that has ended, and shuts it down for writing. Where
 * LIMIT_DRAINING are draining already, the oldest of them is closed (counted as refused). */
void draining_add(struct stream s);
/* Closes what is due; returns when it wants to be called next (UINT64_MAX: there is none). */
uint64_t draining_tick(void);
const struct table *draining_table(void);

#endif
