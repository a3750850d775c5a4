/*
 * The keeper: starts first, may be root, reads no byte from a network or a
 * terminal. It owns the listening sockets, the PTYs, the child processes and the board, and brings
 * the server back whenever it dies.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "board/board.h"
#include "config.h"

/* What the server process runs (app_main): board and configuration, the socket to the keeper. */
typedef int keeper_server(const struct config *config, struct board *board, int socket);

/* The keeper's whole life; returns the exit status. envp: what children's environments are made
 * from. */
int keeper_main(const struct config *config, char *const envp[], keeper_server *server);

#endif
