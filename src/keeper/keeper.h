/*
 * The keeper: starts first, may be root, and reads no byte from a network or a terminal. It owns
 * the listening sockets, the PTYs, every child, and the board; and it forks the server, again
 * whenever it dies.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "keeper/server.h"

/* The configuration as it is now, in another place than the one in use; NULL: error has a sentence.
 */
typedef const struct config *keeper_reread(const struct config *in_use, struct text *error);

/* The keeper's whole life; returns the exit status. envp: what children's environments are made
 * from. SIGHUP makes it read the configuration again. */
int keeper_main(const struct config *config, char *const envp[], keeper_server *serve,
                keeper_reread *reread);

#endif
