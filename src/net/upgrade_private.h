/* The turns of a WebSocket connection, for net's own modules. */
#ifndef NET_UPGRADE_PRIVATE_H
#define NET_UPGRADE_PRIVATE_H

#include "net/upgrade.h"

/* Takes the frames that have come; whether anything changed. */
bool upgrade_take(struct conn *c);
/* A ping is due, or the peer's close frame is late. */
void upgrade_expire(struct conn *c);

#endif
