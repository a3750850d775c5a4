/*
 * Where the log goes, if not to stderr: to a file with a cap and a fixed number of older ones, or to
 * syslog (RFC 3164, facility daemon, by its local socket). The keeper alone writes there, since the
 * server can open nothing: it follows the journal on the board, so that what a server said last
 * before it died is written too.
 */
#ifndef KEEPER_LOGS_H
#define KEEPER_LOGS_H

#include "board/journal.h"
#include "config/config.h"

/* False: error says why the file cannot be written. A syslog that is not there is tried again with
 * every line. */
bool logs_open(const struct config *config, const struct journal *journal, struct text *error);
/* Writes the lines that came since; at every turn. */
void logs_follow(void);
/* In the forked server: the descriptor is not its. */
void logs_close(void);

#endif
