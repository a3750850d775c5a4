/* The user who runs the keeper and owns its terminals. */
#ifndef KEEPER_OWNER_H
#define KEEPER_OWNER_H

#include "base/slice.h"
#include "os/account.h"

/* Finds the account in /etc/passwd, or if that lacks the user by USER and HOME; SHELL takes
 * precedence if it is set. */
void owner_find(struct os_account *a, char *const envp[]);

#endif
