/*
 * Takes and removes lock files. A lock is written to a temporary file in the same folder and named
 * by link(2), which fails if the name exists: no process ever reads a partial lock. A stale lock is
 * first renamed and read again, since another process may have replaced it in between; such a lock
 * is put back.
 *
 * A lock with our own pid may be stale too, from an earlier keeper that had the same pid, as in a
 * container. A table therefore keeps the locks that this process holds.
 */
#include "keeper/line/lock.h"

#include "base/bug.h"
#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "LCK.."
#define TRIES 3           /* attempts to take a lock after removing a stale one */
#define LINKS_MAX 8       /* symbolic links followed from a device's name */
#define PID_COLUMNS 10    /* width of the pid in the HDB format */
#define PID_FILE_BYTES 32 /* bytes read of a lock file: the pid, and the beginning of a name */
#define OWN_NAME_BYTES 24 /* "LTMP." and a pid */

static const struct lock *held[LIMIT_WINDOWS];

static bool join_path(char *to, size_t size, const char *folder, struct slice name)
{
    struct text t;
    text_init(&t, to, size);
    text_str(&t, folder);
    text_char(&t, '/');
    text_add(&t, name);
    (void)text_end(&t);
    return !t.cut;
}

/* Returns the folder of a path, without its last '/'. */
static struct slice folder_of(struct slice path)
{
    while (path.len > 0 && path.at[path.len - 1] != '/')
        path.len--;
    return path.len > 1 ? slice_part(path, 0, path.len - 1) : path;
}

/* Follows symbolic links in the last name of a path. False if a path is too long or the links form
 * a loop. */
static bool follow_links(const char *device, char *to, size_t size)
{
    char target[LIMIT_PATH_BYTES], folder[LIMIT_PATH_BYTES];
    if (!slice_copy(slice_of(device), to, size))
        return false;
    for (unsigned i = 0; i < LINKS_MAX; i++) {
        ssize_t n = readlink(to, target, sizeof target);
        struct slice t = slice_make(target, n > 0 ? (size_t)n : 0);
        if (n <= 0)
            return true;
        bool whole = target[0] == '/'
                         ? slice_copy(t, to, size)
                         : slice_copy(folder_of(slice_of(to)), folder, sizeof folder) &&
                               join_path(to, size, folder, t);
        if (!whole)
            return false;
    }
    return false;
}

/* Makes the lock's name: "/dev/ttyUSB0" and "/dev/serial/by-id/../../ttyUSB0" become ttyUSB0,
 * "/dev/pts/3" becomes pts_3. */
static bool lock_name(struct lock *l, const char *device)
{
    char path[LIMIT_PATH_BYTES];
    struct text t;
    if (!follow_links(device, path, sizeof path))
        return false;
    struct slice all = slice_of(path), rest = all;
    for (size_t i = 0; i < all.len; i++)
        if (slice_starts(slice_from(all, i), SLICE("/../")))
            rest = slice_from(all, i + 3);
    rest = slice_from(rest, slice_starts(rest, SLICE("/dev/")) ? 5 : rest.at[0] == '/' ? 1 : 0);
    text_init(&t, l->name, sizeof l->name);
    text_str(&t, PREFIX);
    for (size_t i = 0; i < rest.len; i++)
        text_char(&t, (char)(rest.at[i] == '/' ? '_' : rest.at[i]));
    (void)text_end(&t);
    return !t.cut && rest.len > 0;
}

/* Returns the pid in a lock file; 0 if the file cannot be read or holds none. */
static int32_t read_pid(const char *path)
{
    uint8_t bytes[PID_FILE_BYTES];
    uint64_t pid = 0;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    struct slice line;
    (void)slice_cut(slice_make(bytes, n > 0 ? (size_t)n : 0), '\n', &line);
    /* Some programs write their name after the pid. */
    (void)slice_cut(slice_trim(line), ' ', &line);
    return slice_u64(line, &pid) && pid <= INT32_MAX ? (int32_t)pid : 0;
}

static bool lock_is_ours(const struct lock *l)
{
    for (size_t i = 0; i < LIMIT_WINDOWS; i++)
        if (held[i] && strcmp(held[i]->name, l->name) == 0 &&
            strcmp(held[i]->folder, l->folder) == 0)
            return true;
    return false;
}

static bool lock_is_stale(const struct lock *l, int32_t pid)
{
    if (pid == (int32_t)getpid())
        return !lock_is_ours(l);
    return pid <= 0 || (kill((pid_t)pid, 0) != 0 && errno == ESRCH);
}

void lock_put_holder(struct text *t, int32_t pid)
{
    TEXT(p, 64);
    uint8_t name[32]; /* comm is at most 15 bytes and a newline */
    if (pid == (int32_t)getpid())
        text_str(t, "another window of ");
    text_str(&p, "/proc/");
    text_u64(&p, (uint64_t)pid);
    text_str(&p, "/comm");
    int fd = open(text_end(&p), O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, name, sizeof name) : 0;
    if (fd >= 0)
        close(fd);
    for (ssize_t i = 0; i + 1 < n; i++)
        text_char(t, name[i] >= ' ' && name[i] < 0x7F ? (char)name[i] : '?');
    text_str(t, n > 1 ? "" : "a program");
    text_str(t, " (pid ");
    text_u64(t, (uint64_t)pid);
    text_char(t, ')');
}

/* Creates a file that contains our pid. */
static bool lock_write_own(const char *path)
{
    TEXT(t, PID_COLUMNS + 2);
    TEXT(digits, PID_COLUMNS + 1);
    text_u64(&digits, (uint64_t)getpid());
    for (size_t i = digits.len; i < PID_COLUMNS; i++)
        text_char(&t, ' ');
    text_add(&t, text_slice(&digits));
    text_char(&t, '\n');
    (void)unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    bool written = fchmod(fd, 0644) == 0 && write(fd, t.at, t.len) == (ssize_t)t.len;
    close(fd);
    return written;
}

/* Renames a lock and removes it; a lock that proves to be another process's is put back. */
static void lock_remove_stale(const struct lock *l, const char *path, const char *aside)
{
    if (rename(path, aside) != 0)
        return;
    if (!lock_is_stale(l, read_pid(aside)))
        (void)link(aside, path);
    (void)unlink(aside);
}

static enum lock_answer lock_try(const struct lock *l, const char *path, const char *own,
                                 const char *aside, struct text *holder)
{
    for (unsigned i = 0; i < TRIES; i++) {
        if (link(own, path) == 0)
            return LOCK_TAKEN;
        if (errno != EEXIST)
            return LOCK_IMPOSSIBLE;
        int32_t pid = read_pid(path);
        if (!lock_is_stale(l, pid)) {
            lock_put_holder(holder, pid);
            return LOCK_HELD;
        }
        lock_remove_stale(l, path, aside);
    }
    errno = EEXIST;
    return LOCK_IMPOSSIBLE;
}

/* Answers for a folder that is not writable, in which another program may still have a lock. */
static enum lock_answer lock_read_only(const struct lock *l, const char *path, struct text *holder)
{
    int error = errno;
    int32_t pid = read_pid(path);
    bool by_other = !lock_is_stale(l, pid);
    if (by_other)
        lock_put_holder(holder, pid);
    errno = error;
    return by_other ? LOCK_HELD : LOCK_IMPOSSIBLE;
}

static void put_own_name(struct text *t, const char *beginning)
{
    text_str(t, beginning);
    text_u64(t, (uint64_t)getpid());
}

static void lock_remember(const struct lock *l)
{
    size_t i = 0;
    while (i < LIMIT_WINDOWS && held[i])
        i++;
    BUG_UNLESS(i < LIMIT_WINDOWS);
    held[i] = l;
}

enum lock_answer lock_take(struct lock *l, const char *folder, const char *device,
                           struct text *holder)
{
    char path[LIMIT_PATH_BYTES], own[LIMIT_PATH_BYTES], aside[LIMIT_PATH_BYTES];
    TEXT(own_name, OWN_NAME_BYTES);
    TEXT(aside_name, OWN_NAME_BYTES);
    *l = (struct lock){.folder = folder};
    put_own_name(&own_name, "LTMP.");
    put_own_name(&aside_name, "LOLD.");
    if (!lock_name(l, device) || !join_path(path, sizeof path, folder, slice_of(l->name)) ||
        !join_path(own, sizeof own, folder, text_slice(&own_name)) ||
        !join_path(aside, sizeof aside, folder, text_slice(&aside_name))) {
        *l = (struct lock){0};
        errno = ENAMETOOLONG;
        return LOCK_IMPOSSIBLE;
    }
    enum lock_answer answer = lock_write_own(own) ? lock_try(l, path, own, aside, holder)
                                                  : lock_read_only(l, path, holder);
    int error = errno;
    (void)unlink(own);
    errno = error;
    if (answer == LOCK_TAKEN)
        lock_remember(l);
    else
        *l = (struct lock){0};
    return answer;
}

void lock_give(struct lock *l)
{
    char path[LIMIT_PATH_BYTES];
    for (size_t i = 0; i < LIMIT_WINDOWS; i++)
        if (held[i] == l) {
            held[i] = NULL;
            if (join_path(path, sizeof path, l->folder, slice_of(l->name)) &&
                read_pid(path) == (int32_t)getpid())
                (void)unlink(path);
        }
    *l = (struct lock){0};
}
