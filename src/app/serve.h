/* The server process: one thread, one poll() loop, no privileges. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "board/board.h"
#include "config/config.h"

/* The whole life of a server process; returns its exit status. keeper: the socket of
 * board/message.h. */
int app_main(const struct config *config, struct board *board, int keeper);

#endif
