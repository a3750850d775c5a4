/* Forking the server process, which keeps none of the keeper's descriptors. */
#ifndef KEEPER_LAUNCH_H
#define KEEPER_LAUNCH_H

#include "board/board.h"
#include "config/config.h"

/* The main function of the server process (app_main), with its end of the socket to the keeper;
 * returns the exit status. */
typedef int keeper_server(const struct config *config, struct board *board, int socket);

/* Forks the server. Returns the keeper's end of the socket, nonblocking and close-on-exec, and
 * *pid; -1 and errno on failure. */
int launch_server(keeper_server *serve, const struct config *config, struct board *board,
                  int32_t *pid);

#endif
