/*
 * Checks and repairs the state directory. Symbolic links are not followed: names are examined by
 * fstatat() with AT_SYMLINK_NOFOLLOW, and changes are made through the open descriptor. Links,
 * directories and other users' files are left alone.
 */
#include "keeper/housekeeping.h"

#include "base/clock.h"
#include "base/log.h"
#include "keeper/core/counts.h"
#include "os/address.h"
#include "os/proc/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUR_MS (60u * 60 * 1000)
#define OLD_SECONDS (7 * 24 * 60 * 60)
#define NAMES_MAX 4096 /* names examined by one check */
#define OTHERS 077     /* permissions of everybody except the owner */
#define OWN_FILE 0600
#define OWN_FOLDER 0700

enum problem {
    PROBLEM_FOLDER,      /* the state directory cannot be opened, or is not a directory */
    PROBLEM_OWNER,       /* the directory or a file belongs to another user */
    PROBLEM_PERMISSIONS, /* other users can read or change it */
    PROBLEM_STALE,       /* left by a process that is gone */
    PROBLEMS
};

static const char *const problem_words[PROBLEMS] = {
    [PROBLEM_FOLDER] = "cannot be opened as a directory",
    [PROBLEM_OWNER] = "belongs to another user",
    [PROBLEM_PERMISSIONS] = "can be read or changed by others",
    [PROBLEM_STALE] = "was left more than 7 days ago",
};

struct check {
    const char *folder;
    int fd;
    bool repair;
    int64_t now_unix;
    housekeeping_found *found;
    unsigned problems[PROBLEMS], repaired[PROBLEMS]; /* how many of each kind */
};

static const char *watched;
static uint64_t next_ms;

static void housekeeping_report(struct check *r, const char *name, enum problem problem,
                                bool repaired)
{
    r->problems[problem]++;
    r->repaired[problem] += repaired;
    r->found(name, problem_words[problem], repaired);
}

/* Changes a file's mode to 0600 by its descriptor, after checking that it is still a regular
 * file. */
static bool close_to_others(const struct check *r, const char *name)
{
    struct stat st;
    int fd = openat(r->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool done = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fchmod(fd, OWN_FILE) == 0;
    close(fd);
    return done;
}

/* Whether a process accepts connections at the socket; true also if that is unknown. */
static bool is_served(const char *folder, const char *name)
{
    TEXT(path, sizeof((struct sockaddr_un *)0)->sun_path + sizeof OS_ADDRESS_LOCAL);
    struct os_address a;
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

static bool is_stale_file(const struct check *r, const char *name, const struct stat *st)
{
    struct slice n = slice_of(name);
    if (r->now_unix - (int64_t)st->st_mtime < OLD_SECONDS)
        return false;
    if (S_ISSOCK(st->st_mode))
        return !is_served(r->folder, name);
    return S_ISREG(st->st_mode) && (slice_ends(n, SLICE(".new")) || slice_ends(n, SLICE(".part")));
}

static bool is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void check_file(struct check *r, const char *name)
{
    struct stat st;
    if (is_dots(name))
        return;
    if (fstatat(r->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || S_ISLNK(st.st_mode))
        return;
    if (st.st_uid != geteuid())
        housekeeping_report(r, name, PROBLEM_OWNER, false);
    else if (is_stale_file(r, name, &st))
        housekeeping_report(r, name, PROBLEM_STALE, r->repair && unlinkat(r->fd, name, 0) == 0);
    else if (S_ISREG(st.st_mode) && (st.st_mode & OTHERS) != 0)
        housekeeping_report(r, name, PROBLEM_PERMISSIONS, r->repair && close_to_others(r, name));
}

static void check_folder(struct check *r)
{
    struct stat st;
    if (fstat(r->fd, &st) != 0)
        return;
    if (st.st_uid != geteuid())
        housekeeping_report(r, r->folder, PROBLEM_OWNER, false);
    else if ((st.st_mode & OTHERS) != 0)
        housekeeping_report(r, r->folder, PROBLEM_PERMISSIONS,
                            r->repair && fchmod(r->fd, OWN_FOLDER) == 0);
}

static void check_all(struct check *r)
{
    static struct os_folder names;
    const char *name;
    r->fd = open(r->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (r->fd < 0) {
        if (errno != ENOENT)
            housekeeping_report(r, r->folder, PROBLEM_FOLDER, false);
        return;
    }
    check_folder(r);
    os_folder_start(&names, r->fd);
    for (unsigned i = 0; i < NAMES_MAX && (name = os_folder_next(&names)) != NULL; i++)
        check_file(r, name);
    close(r->fd);
}

unsigned housekeeping_check(const char *folder, bool repair, int64_t now_unix,
                            housekeeping_found *found)
{
    struct check r = {.folder = folder, .repair = repair, .now_unix = now_unix, .found = found};
    unsigned left = 0;
    check_all(&r);
    for (unsigned i = 0; i < PROBLEMS; i++)
        left += r.problems[i] - r.repaired[i];
    return left;
}

static void housekeeping_log(const char *name, const char *problem, bool repaired)
{
    struct log_line l;
    if (!log_open_limited(&l, LOG_WARNING, "housekeeping", "housekeeping"))
        return;
    log_str(&l, "file", slice_of(name));
    log_str(&l, "what", slice_of(problem));
    log_str(&l, "repaired", repaired ? SLICE("yes") : SLICE("no"));
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
    if (now_ms < next_ms)
        return next_ms;
    struct check r = {
        .folder = watched, .repair = true, .now_unix = clock_unix(), .found = housekeeping_log};
    check_all(&r);
    for (unsigned i = 0; i < PROBLEMS; i++)
        if (i != PROBLEM_STALE) {
            counts_add(KEEPER_COUNT_PERMISSIONS_FOUND, r.problems[i]);
            counts_add(KEEPER_COUNT_PERMISSIONS_REPAIRED, r.repaired[i]);
        }
    counts_add(KEEPER_COUNT_FILES_REMOVED, r.repaired[PROBLEM_STALE]);
    next_ms = now_ms + HOUR_MS;
    return next_ms;
}
