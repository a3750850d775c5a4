/* The set of listening sockets: the configuration's, or those that the service manager passed, and
 * the local one in the state directory. */
#ifndef KEEPER_LISTENERS_H
#define KEEPER_LISTENERS_H

#include "config/config.h"

/* Opens all; on failure false, with none left open and a sentence in `error` that names the one
 * that failed. */
bool listeners_open(const struct config *config, char *const envp[], struct text *error);
/* Changes to another configuration's listeners; a socket in both stays open. On failure false, with
 * the reason in `error` and nothing changed. */
bool listeners_renew(const struct config *config, struct text *error);
void listeners_close(void); /* also removes the files of unix sockets */
/* Returns the descriptor of a listener, counted from 0; -1 after the last. */
int listeners_at(uint16_t place);
bool listeners_inherited(void); /* true if the service manager passed them */
/* Returns the descriptors one by one, from *place = 0 on; NULL after the last. */
int *listeners_fd(uint16_t *place);

#endif
