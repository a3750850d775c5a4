/*
 * The log, where it does not go to stderr: a file with a size limit and a fixed number of older ones, or
 * syslog (RFC 3164, facility daemon, by its local socket). Only the keeper writes there, since the server
 * can open no file: it follows the journal on the board, so that the last lines of a server that died are
 * written too.
 */
#ifndef KEEPER_LOGS_H
#define KEEPER_LOGS_H

#include "board/journal.h"
#include "config/config.h"

/* Starts to follow the journal. False: error says why the file cannot be opened. A syslog that does not
 * listen is tried again for every line. */
bool logs_open(const struct config *config, const struct journal *journal, struct text *error);
/* Writes the lines that were added since; to be called at every turn of the loop. */
void logs_follow(void);
/* Closes the file or socket; the next line opens it again. */
void logs_close(void);
/* The descriptor, from *place = 0 on; NULL: no more. */
int *logs_fd(uint16_t *place);

#endif
