/* Receives the keeper's messages, and completes the server's own, in terms of windows and jobs. */
#ifndef APP_HEAR_H
#define APP_HEAR_H

#include <stdbool.h>

/* socket: the server's end of the socketpair that carries board/message.h. */
void hear_init(int socket);
/* Receives messages up to TAKEOVER_END; blocks. */
void hear_take_over(void);
/* Receives messages in the loop from now on. */
void hear_watch(void);
bool hear_shutting_down(void); /* the keeper has asked the server to end */

#endif
