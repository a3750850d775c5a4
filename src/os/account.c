/* /etc/passwd and /etc/group read by hand, since getpwnam and initgroups allocate:
 * name:password:uid:gid:text:home:shell, and name:password:gid:member,member. */
#include "os/os.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX 1024

struct entry {
    struct slice name, home, shell;
    uint64_t uid, gid;
};

static bool parse(struct slice line, struct entry *e)
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

/* Visits each line until found() says so; a line that is too long is passed over. */
static bool look(const char *path, bool (*found)(struct slice line, void *context), void *context)
{
    uint8_t line[LINE_MAX];
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
        struct slice rest = {line, used}, head;
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

struct user {
    const char *name;
    uint32_t uid, gid;
};

static bool is_user(struct slice line, void *context)
{
    struct user *u = context;
    struct entry e;
    if (!parse(line, &e) || !slice_equal(e.name, slice_of(u->name)))
        return false;
    u->uid = (uint32_t)e.uid;
    u->gid = (uint32_t)e.gid;
    return true;
}

bool os_user(const char *name, uint32_t *uid, uint32_t *gid)
{
    struct user u = {.name = name};
    if (!look("/etc/passwd", is_user, &u))
        return false;
    *uid = u.uid;
    *gid = u.gid;
    return true;
}

struct wanted {
    uint32_t uid;
    struct os_account *to;
};

static bool is_account(struct slice line, void *context)
{
    const struct wanted *w = context;
    struct entry e;
    return parse(line, &e) && e.uid == w->uid &&
           slice_copy(e.name, w->to->name, sizeof w->to->name) &&
           slice_copy(e.home, w->to->home, sizeof w->to->home) &&
           slice_copy(e.shell, w->to->shell, sizeof w->to->shell);
}

bool os_account(uint32_t uid, struct os_account *to)
{
    struct wanted w = {.uid = uid, .to = to};
    return look("/etc/passwd", is_account, &w);
}

struct membership {
    const char *name;
    uint32_t *gids;
    size_t most, count;
};

/* Never: all lines are looked at. */
static bool is_member(struct slice line, void *context)
{
    struct membership *m = context;
    struct slice name, password, number, member;
    uint64_t gid;
    line = slice_cut(line, ':', &name);
    line = slice_cut(line, ':', &password);
    line = slice_cut(line, ':', &number);
    while (line.len > 0 && m->count < m->most) {
        line = slice_cut(line, ',', &member);
        if (slice_equal(member, slice_of(m->name)) && slice_u64(number, &gid) && gid <= UINT32_MAX)
            m->gids[m->count++] = (uint32_t)gid;
    }
    return false;
}

size_t os_groups(const char *name, uint32_t *gids, size_t most)
{
    struct membership m = {.name = name, .gids = gids, .most = most};
    (void)look("/etc/group", is_member, &m);
    return m.count;
}
