/* Serves one connection: opening, requests and their bodies, output, deadlines, closing. */
#ifndef NET_SERVE_H
#define NET_SERVE_H

#include "net/conn.h"

/* Takes over the descriptor of a new connection from this address; NULL: the table is full
 * (counted), and the caller keeps the descriptor. */
struct conn *serve_open(int fd, const char *address, bool local);
/* Makes all progress that is possible now; may end the connection. */
void serve_conn(struct conn *c);
/* Handles a deadline that has passed; may end the connection. */
void serve_expire(struct conn *c);
/* Ends the connection and frees its slot. */
void serve_close(struct conn *c);

#endif
