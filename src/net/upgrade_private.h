/* Serves a WebSocket connection, for net's own modules. */
#ifndef NET_UPGRADE_PRIVATE_H
#define NET_UPGRADE_PRIVATE_H

#include "net/upgrade.h"

/* Consumes received frames; returns whether anything changed. */
bool upgrade_take(struct conn *c);
/* Handles a due ping, or a late close frame of the peer. */
void upgrade_expire(struct conn *c);

#endif
