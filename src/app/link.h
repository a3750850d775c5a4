/* The server's end of the socket to the keeper (board/message.h). */
#ifndef APP_LINK_H
#define APP_LINK_H

#include "app/windows.h"

void link_setup(int socket);
void link_ready(void);
void link_start(const struct window *w);
void link_end(const struct window *w);
void link_forget(const struct window *w);
/* Waits for the keeper's messages up to TAKEOVER_END. */
void link_take_over(void);
void link_watch(void); /* from now on in the loop */
bool link_shutting_down(void);
void link_bye(void);

#endif
