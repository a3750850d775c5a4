/* Changes the user and the directory. The user is changed before the directory is entered, which
 * must therefore be accessible to that user. */
#include "keeper/child/place.h"

#include "os/process.h"

#include <errno.h>
#include <unistd.h>

int place_find(struct place *p, const struct source *source, const struct os_account *account)
{
    char name[sizeof p->other.name];
    struct slice value;
    *p = (struct place){.account = account};
    if (source_option(source, "cwd", &value) && !slice_copy(value, p->cwd, sizeof p->cwd))
        return ENAMETOOLONG;
    if (!source_option(source, "user", &value) || slice_equal(value, slice_of(account->name)))
        return 0;
    if (geteuid() != 0)
        return EPERM;
    if (!slice_copy(value, name, sizeof name) || !os_user(name, &p->uid, &p->gid) ||
        !os_account(p->uid, &p->other))
        return ESRCH;
    if (p->other.shell[0] != '/')
        (void)slice_copy(SLICE("/bin/sh"), p->other.shell, sizeof p->other.shell);
    p->account = &p->other;
    p->changes_user = true;
    p->groups[0] = p->gid;
    p->group_count = 1 + os_groups(name, p->groups + 1, PLACE_GROUPS - 1);
    return 0;
}

int place_become(const struct place *p)
{
    bool done = !p->changes_user || (fchown(0, p->uid, (gid_t)-1) == 0 &&
                                     os_become(p->uid, p->gid, p->groups, p->group_count));
    return done ? 0 : errno;
}

int place_enter(const struct place *p)
{
    if (p->cwd[0] != '\0')
        return chdir(p->cwd) == 0 ? 0 : errno;
    return chdir(p->account->home) == 0 || chdir("/") == 0 ? 0 : errno;
}
