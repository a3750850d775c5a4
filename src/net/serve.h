/* Serving one connection: requests and their bodies, what is sent, deadlines, its beginning and end. */
#ifndef NET_SERVE_H
#define NET_SERVE_H

#include "net/conn.h"

/* Takes over the descriptor of a new connection, from this address; NULL: the table is full (counted),
 * and the descriptor is the caller's. */
struct conn *serve_open(int fd, const char *address, bool local);
/* Does all that can be done for a connection now; it may end. */
void serve_conn(struct conn *c);
/* Its deadline has passed; it may end. */
void serve_expire(struct conn *c);
/* Ends it and gives its slot back. */
void serve_close(struct conn *c);

#endif
