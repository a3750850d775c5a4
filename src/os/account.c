/* Parses /etc/passwd and /etc/group, since getpwnam() and initgroups() allocate. Lines are
 * name:password:uid:gid:text:home:shell and name:password:gid:member,member. */
#include "os/account.h"

#include "base/slice.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ACCOUNT_LINE_MAX 1024 /* bytes; a longer line is skipped */

struct account_entry {
    struct slice name, home, shell;
    uint64_t uid, gid;
};

static bool account_parse(struct slice line, struct account_entry *e)
{
    struct slice word[6];
    for (size_t i = 0; i < 6; i++)
        line = slice_cut(line, ':', &word[i]);
    e->name = word[0];
    e->home = word[5];
    e->shell = line;
    return slice_u64(word[2], &e->uid) && slice_u64(word[3], &e->gid) && e->uid <= UINT32_MAX &&
           e->gid <= UINT32_MAX;
}

/* Visits each line of the file until found() returns true. Lines that are too long are skipped. */
static bool account_find(const char *path, bool (*found)(struct slice line, void *context),
                         void *context)
{
    uint8_t line[ACCOUNT_LINE_MAX];
    size_t used = 0;
    bool hit = false, skip = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    while (!hit) {
        ssize_t n = read(fd, line + used, sizeof line - used);
        if (n <= 0)
            break;
        used += (size_t)n;
        struct slice rest = slice_make(line, used), head;
        while (!hit && slice_find(rest, '\n') >= 0) {
            rest = slice_cut(rest, '\n', &head);
            hit = !skip && found(head, context);
            skip = false;
        }
        skip = skip || rest.len == sizeof line;
        used = skip ? 0 : rest.len;
        memmove(line, rest.at, used);
    }
    close(fd);
    return hit;
}

struct account_user {
    const char *name;
    uint32_t uid, gid;
};

static bool is_user(struct slice line, void *context)
{
    struct account_user *u = context;
    struct account_entry e;
    if (!account_parse(line, &e) || !slice_equal(e.name, slice_of(u->name)))
        return false;
    u->uid = (uint32_t)e.uid;
    u->gid = (uint32_t)e.gid;
    return true;
}

bool os_user(const char *name, uint32_t *uid, uint32_t *gid)
{
    struct account_user u = {.name = name};
    if (!account_find("/etc/passwd", is_user, &u))
        return false;
    *uid = u.uid;
    *gid = u.gid;
    return true;
}

struct account_wanted {
    uint32_t uid;
    struct os_account *to;
};

static bool is_account(struct slice line, void *context)
{
    const struct account_wanted *w = context;
    struct account_entry e;
    return account_parse(line, &e) && e.uid == w->uid &&
           slice_copy(e.name, w->to->name, sizeof w->to->name) &&
           slice_copy(e.home, w->to->home, sizeof w->to->home) &&
           slice_copy(e.shell, w->to->shell, sizeof w->to->shell);
}

bool os_account(uint32_t uid, struct os_account *to)
{
    struct account_wanted w = {.uid = uid, .to = to};
    return account_find("/etc/passwd", is_account, &w);
}

struct account_group {
    const char *name;
    uint32_t gid;
};

static bool is_group(struct slice line, void *context)
{
    struct account_group *g = context;
    struct slice name, password, number;
    uint64_t gid;
    line = slice_cut(line, ':', &name);
    line = slice_cut(line, ':', &password);
    (void)slice_cut(line, ':', &number);
    if (!slice_equal(name, slice_of(g->name)) || !slice_u64(number, &gid) || gid > UINT32_MAX)
        return false;
    g->gid = (uint32_t)gid;
    return true;
}

bool os_group(const char *name, uint32_t *gid)
{
    struct account_group g = {.name = name};
    if (!account_find("/etc/group", is_group, &g))
        return false;
    *gid = g.gid;
    return true;
}

struct membership {
    const char *name;
    uint32_t *gids;
    size_t max, count;
};

/* Adds the group if the user is a member. Always returns false, to visit all lines. */
static bool is_member(struct slice line, void *context)
{
    struct membership *m = context;
    struct slice name, password, number, member;
    uint64_t gid;
    line = slice_cut(line, ':', &name);
    line = slice_cut(line, ':', &password);
    line = slice_cut(line, ':', &number);
    while (line.len > 0 && m->count < m->max) {
        line = slice_cut(line, ',', &member);
        if (slice_equal(member, slice_of(m->name)) && slice_u64(number, &gid) && gid <= UINT32_MAX)
            m->gids[m->count++] = (uint32_t)gid;
    }
    return false;
}

size_t os_groups(const char *name, uint32_t *gids, size_t max)
{
    struct membership m = {.name = name, .gids = gids, .max = max};
    (void)account_find("/etc/group", is_member, &m);
    return m.count;
}
