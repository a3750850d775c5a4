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

/* The ids of a user by name; false: no such user. */
bool os_user(const char *name, uint32_t *uid, uint32_t *gid);
/* The account of a user id; false: none, or a member is too long for its place. */
bool os_account(uint32_t uid, struct os_account *to);
/* The groups that list the user as a member: their ids, at most `max` of them. Returns how many. */
size_t os_groups(const char *name, uint32_t *gids, size_t max);

#endif
