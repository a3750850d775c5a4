/* The user and the directory in which a program runs. */
#ifndef KEEPER_PLACE_H
#define KEEPER_PLACE_H

#include "os/account.h"
#include "source/source.h"

#define PLACE_GROUPS 32 /* limit for another user; further groups are ignored */

struct place {
    const struct os_account *account;
    struct os_account other; /* account points here if changes_user */
    bool changes_user;
    uint32_t uid, gid, groups[PLACE_GROUPS]; /* valid if changes_user */
    size_t group_count;
    char cwd[LIMIT_PATH_BYTES]; /* empty: the account's home, or / if it does not exist */
};

/* Finds the place from the source's options user and cwd. account is the keeper's own, and must
 * outlive the place, which must not be moved in memory. Returns 0; EPERM: only root may start a
 * program as another user; ESRCH: no such user. */
int place_find(struct place *p, const struct source *source, const struct os_account *account);
/* place_become() changes to the user, who receives the terminal at descriptor 0; place_enter()
 * enters the directory. Safe between fork and exec. Each returns 0 or an errno. */
int place_become(const struct place *p);
int place_enter(const struct place *p);

#endif
