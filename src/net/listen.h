/* Listening sockets, and the admission of new connections. */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/table.h"

#include <stdbool.h>
#include <stdint.h>

void listen_init(void);
/* Takes over a listening socket; false: LIMIT_LISTENERS are open (counted), and it is the caller's. */
bool listen_add(int fd);
/* Closes all of them: there are no new connections. */
void listen_close(void);
/* Resumes listeners that were paused; returns when it wants to be called next (UINT64_MAX: never). */
uint64_t listen_tick(void);
const struct table *listen_table(void); /* its size, used, high and refused */

#endif
