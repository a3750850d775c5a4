/*
 * The log's target, unless it is stderr: a file with a size limit and a fixed number of older ones,
 * or syslog (RFC 3164, facility daemon, by its local socket). Only the keeper writes there, since
 * the server can open no file: it follows the journal on the board, and so writes even the last
 * lines of a server that died.
 */
#ifndef KEEPER_LOGS_H
#define KEEPER_LOGS_H

#include "board/journal.h"
#include "config/config.h"

/* Starts following the journal. On failure false, with the reason in `error`. A syslog that does
 * not listen is tried again for every line. */
bool logs_open(const struct config *config, const struct journal *journal, struct text *error);
/* Writes the lines added since the last call; called in every turn of the loop. */
void logs_follow(void);
/* Closes the file or socket; the next line opens it again. */
void logs_close(void);
/* Returns the descriptor, from *place = 0 on; NULL after it. */
int *logs_fd(uint16_t *place);

#endif
