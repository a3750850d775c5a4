/*
 * No link is followed: a name is looked at as it stands, and what is changed is what was opened. A
 * link itself is left alone, as are folders and other people's files.
 */
#include "keeper/housekeeping.h"

#include "base/clock.h"
#include "base/log.h"
#include "keeper/measure.h"
#include "os/address.h"
#include "os/proc/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUR_MS (60u * 60 * 1000)
#define OLD_SECONDS (7 * 24 * 60 * 60)
#define NAMES_MAX 4096 /* of one round */

struct round {
    const char *folder;
    int fd;
    bool mend;
    int64_t now_unix;
    housekeeping_found *found;
    unsigned wrong;
};

static const char *watched;
static uint64_t next_ms;

static void tell(struct round *r, const char *name, const char *what, bool mended)
{
    r->wrong += !mended;
    r->found(name, what, mended);
}

/* Made 0600 by what was opened, which must be the plain file that was looked at. */
static bool close_to_others(const struct round *r, const char *name)
{
    struct stat st;
    int fd = openat(r->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool done = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fchmod(fd, 0600) == 0;
    close(fd);
    return done;
}

static bool answers(const char *folder, const char *name)
{
    char storage[sizeof((struct sockaddr_un *)0)->sun_path + sizeof OS_ADDRESS_LOCAL];
    struct text path;
    struct os_address a;
    text_init(&path, storage, sizeof storage);
    text_str(&path, OS_ADDRESS_LOCAL);
    text_str(&path, folder);
    text_char(&path, '/');
    text_str(&path, name);
    if (path.cut || !os_address_parse(text_end(&path), &a))
        return true;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool refused = fd >= 0 && connect(fd, &a.at.any, a.len) != 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return !refused;
}

static bool is_left_over(const struct round *r, const char *name, const struct stat *st)
{
    struct slice n = slice_of(name);
    if (r->now_unix - (int64_t)st->st_mtime < OLD_SECONDS)
        return false;
    if (S_ISSOCK(st->st_mode))
        return !answers(r->folder, name);
    return S_ISREG(st->st_mode) && (slice_ends(n, SLICE(".new")) || slice_ends(n, SLICE(".part")));
}

static void look_at(struct round *r, const char *name)
{
    struct stat st;
    if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
        return;
    if (fstatat(r->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || S_ISLNK(st.st_mode))
        return;
    if (st.st_uid != geteuid())
        tell(r, name, "belongs to another user", false);
    else if (is_left_over(r, name, &st))
        tell(r, name, "is left over since more than 7 days",
             r->mend && unlinkat(r->fd, name, 0) == 0);
    else if (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
        tell(r, name, "can be read or changed by others", r->mend && close_to_others(r, name));
}

static void look_at_folder(struct round *r)
{
    struct stat st;
    if (fstat(r->fd, &st) != 0)
        return;
    if (st.st_uid != geteuid())
        tell(r, r->folder, "belongs to another user", false);
    else if ((st.st_mode & 077) != 0)
        tell(r, r->folder, "can be read or changed by others", r->mend && fchmod(r->fd, 0700) == 0);
}

unsigned housekeeping_look(const char *folder, bool mend, int64_t now_unix,
                           housekeeping_found *found)
{
    static struct os_folder names;
    const char *name;
    struct round r = {.folder = folder,
                      .fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                      .mend = mend,
                      .now_unix = now_unix,
                      .found = found};
    if (r.fd < 0) {
        if (errno != ENOENT)
            tell(&r, folder, "is no folder of ours", false);
        return r.wrong;
    }
    look_at_folder(&r);
    os_folder_start(&names, r.fd);
    for (unsigned i = 0; i < NAMES_MAX && (name = os_folder_next(&names)) != NULL; i++)
        look_at(&r, name);
    close(r.fd);
    return r.wrong;
}

static void note(const char *name, const char *what, bool mended)
{
    struct log_line l;
    bool old = slice_starts(slice_of(what), SLICE("is left"));
    if (!old)
        measure_count(KEEPER_COUNT_PERMISSIONS_FOUND, 1);
    if (mended)
        measure_count(old ? KEEPER_COUNT_FILES_REMOVED : KEEPER_COUNT_PERMISSIONS_REPAIRED, 1);
    if (!log_open_limited(&l, LOG_WARNING, "housekeeping", "housekeeping"))
        return;
    log_str(&l, "file", slice_of(name));
    log_str(&l, "what", slice_of(what));
    log_str(&l, "mended", mended ? SLICE("yes") : SLICE("no"));
    log_close(&l);
}

void housekeeping_init(const char *folder, uint64_t now_ms)
{
    watched = folder;
    next_ms = now_ms;
    (void)housekeeping_tick(now_ms);
}

uint64_t housekeeping_tick(uint64_t now_ms)
{
    if (now_ms >= next_ms) {
        (void)housekeeping_look(watched, true, clock_unix(), note);
        next_ms = now_ms + HOUR_MS;
    }
    return next_ms;
}
