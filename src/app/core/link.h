/*
 * The server's end of the socket to the keeper (board/message.h). Sending never blocks and queues
 * are bounded: a message that the socket does not accept stays pending, at most one of each kind
 * for each slot.
 */
#ifndef APP_CORE_LINK_H
#define APP_CORE_LINK_H

#include "board/message.h"
#include "os/loop.h"

/* Completes a message, given its type, window and request, just before it is sent, so that it
 * describes the state at that moment. False: the window or job is gone, and nothing is sent. */
typedef bool link_fill(struct message *m);

/* Starts with nothing pending. socket: non-blocking. */
void link_init(int socket, link_fill *fill);

/* Send a message as soon as the socket accepts it; it replaces one of the same kind that is
 * still pending for the same slot. Of several kinds FORGET (of the program that ran before) is
 * sent first, then LOST, LOG, START and END. link_start() drops a pending END, which was for an
 * earlier start. */
void link_forget(struct handle child, uint32_t request);
void link_lost(struct handle child, uint32_t request);
void link_log(struct handle child);
void link_start(struct handle child, uint32_t request);
void link_end(struct handle child, uint32_t request);
/* Send messages without contents. BYE is the last one: the call waits for room in the socket, for a
 * second at most. */
void link_ready(void);
void link_bye(void);
void link_figures(void); /* asks the keeper to publish its figures on the board (board/figures.h) */
void link_logged(void);  /* reports that the journal has lines for the keeper to write elsewhere */
void link_pong(void);

/* Receives at most one message, with its descriptor (the caller owns it) or -1; false: none is
 * waiting. If the keeper has gone, the process exits, here and wherever a message is sent. */
bool link_receive(struct message *m, int *fd);
void link_wait(void); /* blocks until a message arrives */
/* Watches the socket in the loop; ready() receives, and calls link_flush() on POLLOUT. */
void link_watch(loop_callback *ready);
void link_flush(void); /* sends pending messages until the socket is full */

#endif
