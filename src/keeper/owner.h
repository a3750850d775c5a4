/* The user who runs the keeper, and whose terminals these are. */
#ifndef KEEPER_OWNER_H
#define KEEPER_OWNER_H

#include "base/slice.h"
#include "os/account.h"

/* By /etc/passwd, or where that does not name the user by USER and HOME; SHELL comes first where it is set. */
void owner_find(struct os_account *a, char *const envp[]);

#endif
