/* As which user and in which directory a program runs. */
#ifndef KEEPER_PLACE_H
#define KEEPER_PLACE_H

#include "os/account.h"
#include "source/source.h"

#define PLACE_GROUPS 32 /* of another user; further ones are not joined */

struct place {
    const struct os_account *account;
    struct os_account other; /* what account points to where changes_user */
    bool changes_user;
    uint32_t uid, gid, groups[PLACE_GROUPS]; /* where changes_user */
    size_t group_count;
    char cwd[LIMIT_PATH_BYTES]; /* empty: the account's home, or / where it does not exist */
};

/* From the source's options user and cwd; account is the keeper's own, and must outlive the place. 0; or
 * EPERM: only root may start a program as another user; ESRCH: there is no such user. The place must not be
 * moved in memory. */
int place_find(struct place *p, const struct source *source, const struct os_account *account);
/* Becomes the user, who is given the terminal at descriptor 0, and enters the directory. Safe between fork
 * and exec. Each 0 or an errno. */
int place_become(const struct place *p);
int place_enter(const struct place *p);

#endif
