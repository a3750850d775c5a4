/*
 * The keeper: starts first, may be root, and reads no byte from a network or a terminal. It owns
 * the listening sockets, the PTYs, every child, and the board; and it forks the server, and forks
 * it again whenever it dies.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "keeper/launch.h"

/* Reads the configuration again, into other memory than the one in use; NULL, and a sentence in
 * `error`, if it has a mistake. */
typedef const struct config *keeper_reread(const struct config *in_use, struct text *error);

/* Runs until SIGTERM or SIGINT and returns the exit status: 0, or 1 or 2 after a failed start,
 * which it has reported on stderr. envp: the base of children's environments. SIGHUP reads the
 * configuration again. */
int keeper_main(const struct config *config, char *const envp[], keeper_server *serve,
                keeper_reread *reread);

#endif
