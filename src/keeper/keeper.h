/*
 * The keeper: starts first, may be root, and reads no byte from a network or a terminal. It owns the listening
 * sockets, the PTYs, every child, and the board; and it forks the server, again whenever that dies.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "keeper/launch.h"

/* Reads the configuration again, into other memory than the one in use; NULL: error says what is wrong in it. */
typedef const struct config *keeper_reread(const struct config *in_use, struct text *error);

/* Runs until SIGTERM or SIGINT; returns the exit status: 0, or 1 or 2 where it could not start, which it has
 * said on stderr. envp: what children's environments are made from. SIGHUP reads the configuration again. */
int keeper_main(const struct config *config, char *const envp[], keeper_server *serve,
                keeper_reread *reread);

#endif
