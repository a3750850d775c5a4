/* Sends the responses that net itself makes, for its own modules. */
#ifndef NET_RESPOND_PRIVATE_H
#define NET_RESPOND_PRIVATE_H

#include "net/respond.h"

#define RESPOND_BUSY_MAX 512
void respond_init(void);
/* Writes a complete 503, for a connection that gets no slot or loses it. */
void respond_busy(struct text *t);
/* Answers a faulty request with this status, and ends the connection after the answer; a
 * response already in progress is cut short. */
void respond_refuse(struct conn *c, unsigned status);

#endif
