/* All listening sockets together: the configuration's, or those that the service manager handed
 * down, and the local one in the state directory. */
#ifndef KEEPER_LISTENERS_H
#define KEEPER_LISTENERS_H

#include "config/config.h"

/* False: error says which cannot be had, and none is open. */
bool listeners_open(const struct config *config, char *const envp[], struct text *error);
/* Another configuration's: what is in both stays open. False: error says why, and all is as before.
 */
bool listeners_renew(const struct config *config, struct text *error);
void listeners_close(void); /* and removes what are files */
/* Of a place from 0 on; -1: no more. */
int listeners_at(uint16_t place);
bool listeners_inherited(void);
/* In the forked server: the descriptors are not its. */
void listeners_close_fds(void);

#endif
