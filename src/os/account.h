/* Users and groups of this machine, from /etc/passwd and /etc/group. */
#ifndef OS_ACCOUNT_H
#define OS_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_account {
    char name[64];
    char home[256];
    char shell[256];
};

/* Looks up the ids of a user by name; false if there is no such user. */
bool os_user(const char *name, uint32_t *uid, uint32_t *gid);
bool os_group(const char *name, uint32_t *gid); /* false: unknown */
/* Looks up the account of a user id. False if there is none, or a field is too long for its
 * member. */
bool os_account(uint32_t uid, struct os_account *to);
/* Stores the ids of the groups that list the user as a member, at most `max`. Returns how many. */
size_t os_groups(const char *name, uint32_t *gids, size_t max);

#endif
