/* All listening sockets together: the configuration's, or those that the service manager handed
 * down, and the local one in the state directory. */
#ifndef KEEPER_LISTENERS_H
#define KEEPER_LISTENERS_H

#include "config/config.h"

/* False: error says which one cannot be opened, and none is open. */
bool listeners_open(const struct config *config, char *const envp[], struct text *error);
/* Changes to another configuration's: a socket that is in both stays open. False: error says why, and nothing
 * has changed. */
bool listeners_renew(const struct config *config, struct text *error);
void listeners_close(void); /* and removes the files of unix sockets */
/* The descriptor at a place, from 0 on; -1: no more. */
int listeners_at(uint16_t place);
bool listeners_inherited(void); /* from the service manager */
/* The descriptors, one after the other from *place = 0 on; NULL: no more. */
int *listeners_fd(uint16_t *place);

#endif
