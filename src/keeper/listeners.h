/* The set of listening sockets: the configuration's, or those that the service manager passed, and
 * the local one in the state directory. */
#ifndef KEEPER_LISTENERS_H
#define KEEPER_LISTENERS_H

#include "config/config.h"

/* Opens the addresses. One that fails is logged, and tried again by listeners_tick(), as long as
 * another is open; if none is, false, with a sentence in `error` for each. */
bool listeners_open(const struct config *config, char *const envp[], struct text *error);
/* Tries again what failed. Returns the time of the next call; UINT64_MAX: none. */
uint64_t listeners_tick(uint64_t now_ms);
/* Opens what another configuration has more than the present one; a socket in both stays open. On
 * failure false, with the reason in `error` and nothing changed. listeners_commit() or
 * listeners_discard() follows a success. */
bool listeners_prepare(const struct config *config, struct text *error);
void listeners_commit(void);  /* the listeners are those of the prepared configuration */
void listeners_discard(void); /* closes what was opened for it */
void listeners_close(void);   /* also removes the files of unix sockets */
/* Returns the descriptor of a listener, counted from 0; -1 after the last. */
int listeners_at(uint16_t place);
/* Returns the first open address of the configuration; NULL if the service manager passed the
 * sockets. */
const char *listeners_address(void);
/* Returns the descriptors one by one, from *place = 0 on; NULL after the last. */
int *listeners_fd(uint16_t *place);

#endif
