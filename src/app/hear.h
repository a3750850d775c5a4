/* What the server and the keeper say to each other, in terms of windows and jobs. */
#ifndef APP_HEAR_H
#define APP_HEAR_H

#include <stdbool.h>

/* socket: of board/message.h. */
void hear_init(int socket);
/* Receives the keeper's messages up to TAKEOVER_END. */
void hear_take_over(void);
/* From now on messages are received in the loop. */
void hear_watch(void);
bool hear_shutting_down(void); /* the keeper has asked the server to end */

#endif
