/* Listening sockets, and the admission of new connections. */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/table.h"

#include <stdbool.h>
#include <stdint.h>

void listen_init(void);
/* Takes over a listening socket; false: LIMIT_LISTENERS are open (counted), and the caller keeps
 * the socket. */
bool listen_add(int fd);
/* Closes all listeners: no new connections are accepted. */
void listen_close(void);
/* Resumes paused listeners; returns the time of the next call in ms (UINT64_MAX: never). */
uint64_t listen_tick(void);
const struct table *listen_table(void); /* only size, used, high and refused are maintained */

#endif
