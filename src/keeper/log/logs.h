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
/* Opens the target of another configuration beside the one in use. On failure false, with the
 * reason in `error`. logs_commit() or logs_discard() follows a success. */
bool logs_prepare(const struct config *config, struct text *error);
void logs_commit(void);  /* the prepared target receives the lines from now on */
void logs_discard(void); /* closes the prepared target */
/* Opens the target in use again, as log rotation expects. On failure false, with the reason in
 * `error`, and the lines still go to the old one. */
bool logs_reopen(struct text *error);
uint64_t logs_lost(void); /* lines that the target never received, since the start */
/* Writes the lines added since the last call; called in every turn of the loop. */
void logs_follow(void);
/* Closes the file or socket; the next line opens it again. */
void logs_close(void);
/* Returns the descriptor, from *place = 0 on; NULL after it. */
int *logs_fd(uint16_t *place);

#endif
