/* Responses that net itself sends, for its own modules. */
#ifndef NET_RESPOND_PRIVATE_H
#define NET_RESPOND_PRIVATE_H

#include "net/respond.h"

#define RESPOND_BUSY_MAX 512
void respond_init(void);
/* A complete 503 for a connection that has no slot, or loses it. */
void respond_busy(struct text *t);
/* Answers what is wrong with the peer's request, and ends the connection after that; an answer that
 * is under way is cut short. */
void respond_refuse(struct conn *c, unsigned status);

#endif
