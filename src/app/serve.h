/* The server process: one thread, one poll() loop, no privileges. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "board/board.h"
#include "config/config.h"

/* Runs a server process from its start to its end; returns its exit status. keeper: the server's
 * end of the socketpair that carries board/message.h. */
int app_main(const struct config *config, struct board *board, int keeper);

#endif
