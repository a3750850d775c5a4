/*
 * The server's end of the socket to the keeper (board/message.h). Sending never waits and queues nothing
 * without bound: a message that the socket does not take stays pending, one record for each kind and slot.
 */
#ifndef APP_CORE_LINK_H
#define APP_CORE_LINK_H

#include "board/message.h"
#include "os/loop.h"

/* Completes a message from its type, window and request just before it is sent, so that it says what is true
 * then. False: what it is about is gone, and nothing is sent. */
typedef bool link_fill(struct message *m);

/* Nothing is pending. socket: non-blocking. */
void link_init(int socket, link_fill *fill);

/* Each is sent as soon as the socket takes it; one that is still pending for the same window or job is
 * replaced. Of several kinds FORGET (of the program that ran before) leaves first, then LOST, LOG, START and
 * END. A pending END is dropped by link_start(): it was for an earlier start. */
void link_forget(struct handle child, uint32_t request);
void link_lost(struct handle child, uint32_t request);
void link_log(struct handle child);
void link_start(struct handle child, uint32_t request);
void link_end(struct handle child, uint32_t request);
/* Messages of their type alone. READY and BYE are sent once, to a socket that has room. */
void link_ready(void);
void link_bye(void);
void link_figures(void); /* asks the keeper to publish its figures on the board (board/figures.h) */
void link_logged(void);  /* the journal has lines that the keeper is to write elsewhere */
void link_pong(void);

/* At most one message, with its descriptor (the caller's) or -1; false: none is there. If the keeper has gone,
 * the process ends, here and wherever a message is sent. */
bool link_receive(struct message *m, int *fd);
void link_wait(void); /* until there is a message */
/* Watches the socket in the loop; ready() receives, and calls link_flush() on POLLOUT. */
void link_watch(loop_callback *ready);
void link_flush(void); /* sends of the pending messages what the socket takes */

#endif
