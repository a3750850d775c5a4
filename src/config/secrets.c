/*
 * A secret is a file of one line. A missing file is written under another name and renamed, so no
 * reader ever sees an incomplete one. Links in the state directory are not followed; elsewhere, one
 * that the operator named is, if only the operator or root can have made it (a Kubernetes Secret is
 * such a link). Checks apply to the open file, never to its name.
 */
#include "config/secrets.h"

#include "base/errors.h"
#include "os/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* rename() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RANDOM_BYTES 32 /* bytes of a generated token, two digits each */
#define TOKEN_MIN 16    /* minimum length, in characters */
_Static_assert(2 * RANDOM_BYTES < CONFIG_TOKEN_BYTES, "a token that is made fits");

/* What was created since config_secrets() was called. */
static struct created {
    unsigned parents;                     /* folders above the state directory */
    bool folder, token, viewer, instance; /* the directory and the files themselves */
} created;

static bool only_look; /* nothing is created or repaired */

static bool secrets_fail(struct text *error, const char *path, const char *why)
{
    text_str(error, path);
    text_str(error, ": ");
    text_str(error, why);
    return false;
}

/* Creates the directories above it, like mkdir -p. */
static void make_parents(const char *path)
{
    char part[LIMIT_PATH_BYTES];
    (void)slice_copy(slice_of(path), part, sizeof part);
    for (size_t i = 1; part[0] != '\0' && part[i] != '\0'; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        created.parents += mkdir(part, 0700) == 0;
        part[i] = '/';
    }
}

static bool own_directory(int fd, const char *path, struct text *error)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return secrets_fail(error, path, error_text(errno));
    if (st.st_uid != geteuid())
        return secrets_fail(error, path, "belongs to another user; choose another with -s");
    if ((st.st_mode & 0777) != 0700 && fchmod(fd, 0700) != 0)
        return secrets_fail(error, path, error_text(errno));
    return true;
}

static bool make_state_dir(const char *path, struct text *error)
{
    make_parents(path);
    created.folder = mkdir(path, 0700) == 0;
    if (!created.folder && errno != EEXIST)
        return secrets_fail(error, path, error_text(errno));
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return secrets_fail(error, path,
                            errno == ENOTDIR || errno == ELOOP
                                ? "is not a directory, or is a link to one; choose another with -s"
                                : error_text(errno));
    bool good = own_directory(fd, path, error);
    close(fd);
    return good;
}

static bool write_secret(const char *path, struct slice line, struct text *error)
{
    TEXT(name, LIMIT_PATH_BYTES + 8);
    text_str(&name, path);
    text_str(&name, ".new");
    const char *made = text_end(&name);
    (void)unlink(made);
    int fd = open(made, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return secrets_fail(error, made, error_text(errno));
    bool written = fchmod(fd, 0600) == 0 && write(fd, line.at, line.len) == (ssize_t)line.len &&
                   fsync(fd) == 0;
    close(fd);
    if (written && rename(made, path) == 0)
        return true;
    int why = errno;
    (void)unlink(made);
    return secrets_fail(error, path, error_text(why));
}

static bool make_secret(const char *path, char token[CONFIG_TOKEN_BYTES], struct text *error)
{
    uint8_t bytes[RANDOM_BYTES];
    TEXT(t, CONFIG_TOKEN_BYTES + 1);
    if (!os_random(bytes, sizeof bytes))
        return secrets_fail(error, path, "cannot be made: the system has no random bytes yet");
    for (size_t i = 0; i < sizeof bytes; i++)
        text_hex(&t, bytes[i], 2);
    (void)slice_copy(text_slice(&t), token, CONFIG_TOKEN_BYTES);
    text_char(&t, '\n');
    return write_secret(path, text_slice(&t), error);
}

/* Checks that the file is a regular one that no other user may read or change; its group may read
 * it if its mode cannot be repaired, or is not ours to repair. */
static bool check_secret(int fd, const char *path, bool linked, struct text *error)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return secrets_fail(error, path, "is not a plain file; choose another with -t");
    bool ours = st.st_uid == geteuid();
    if (ours && ((st.st_mode & 077) == 0 || (!linked && !only_look && fchmod(fd, 0600) == 0)))
        return true;
    bool trusted = ours || st.st_uid == 0 || (geteuid() == 0 && !linked);
    if (!trusted || (st.st_mode & 027) != 0)
        return secrets_fail(error, path,
                            "belongs to another user, or others may read it; make it ours, with "
                            "mode 0600 or 0440");
    return true;
}

/* Whether the string is long enough, and has only characters that need no escape in a URL's
 * fragment (RFC 3986 section 2.3) and in a header field. */
static bool is_token(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == 0 || !strchr("-._~", c)))
            return false;
    }
    return s.len >= TOKEN_MIN;
}

static bool take_secret(int fd, const char *path, bool linked, char token[CONFIG_TOKEN_BYTES],
                        struct text *error)
{
    uint8_t bytes[256];
    struct slice line;
    if (!check_secret(fd, path, linked, error))
        return false;
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n < 0)
        return secrets_fail(error, path, error_text(errno));
    slice_cut(slice_make(bytes, (size_t)n), '\n', &line);
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    line = slice_trim(line);
    if (!is_token(line) || !slice_copy(line, token, CONFIG_TOKEN_BYTES))
        return secrets_fail(
            error, path,
            "must hold a token in its first line: 16 to 64 letters, digits, '-', '.', "
            "'_' or '~'; remove the file to have one made");
    return true;
}

/* Whether the name is a link. *followed: it lies outside the state directory, and is ours or
 * root's. */
static bool is_link(const struct config *c, const char *path, bool *followed)
{
    struct stat st;
    bool linked = lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
    size_t len = strlen(c->state_dir);
    bool inside = strncmp(path, c->state_dir, len) == 0 && path[len] == '/';
    *followed = linked && !inside && (st.st_uid == 0 || st.st_uid == geteuid());
    return linked;
}

static bool read_secret(const struct config *c, const char *path, char token[CONFIG_TOKEN_BYTES],
                        bool *new, struct text *error)
{
    bool followed, linked = is_link(c, path, &followed);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followed ? 0 : O_NOFOLLOW));
    if (fd < 0 && errno == ENOENT && !linked && only_look)
        return true;
    if (fd < 0 && errno == ENOENT && !linked)
        return *new = make_secret(path, token, error);
    if (fd < 0)
        return secrets_fail(error, path,
                            linked && errno == ENOENT ? "is a link to a file that is not there"
                            : errno == ELOOP          ? "is a link, which is not followed"
                                                      : error_text(errno));
    bool taken = take_secret(fd, path, linked, token, error);
    close(fd);
    return taken;
}

/* Appends the path of the file with the random name of this instance, which separates its cookie
 * from those of other instances that a browser reaches under one host name. False: it is too
 * long. */
static bool put_instance(const struct config *c, struct text *path)
{
    text_str(path, c->state_dir);
    text_str(path, "/instance");
    text_end(path);
    return !path->cut;
}

static bool read_instance(struct config *c, struct text *error)
{
    TEXT(path, LIMIT_PATH_BYTES);
    if (!put_instance(c, &path))
        return secrets_fail(error, c->state_dir, "is too long; choose another with -s");
    return read_secret(c, path.at, c->instance, &created.instance, error);
}

static bool secrets_read(struct config *c, struct text *error)
{
    if ((!only_look && !make_state_dir(c->state_dir, error)) ||
        !read_secret(c, c->token_file, c->token, &created.token, error) ||
        !read_secret(c, c->viewer_token_file, c->viewer_token, &created.viewer, error))
        return false;
    if (c->token[0] != '\0' && strcmp(c->token, c->viewer_token) == 0)
        return secrets_fail(error, c->viewer_token_file,
                            "holds the same token as the other; remove it to have one made");
    return read_instance(c, error);
}

bool config_secrets(struct config *c, struct text *error)
{
    created = (struct created){0};
    bool good = secrets_read(c, error);
    if (!good)
        config_secrets_undo(c);
    return good;
}

bool config_secrets_check(struct config *c, struct text *error)
{
    only_look = true;
    bool good = secrets_read(c, error);
    only_look = false;
    return good;
}

void config_secrets_undo(const struct config *c)
{
    char part[LIMIT_PATH_BYTES];
    TEXT(path, LIMIT_PATH_BYTES);
    if (created.instance && put_instance(c, &path))
        (void)unlink(path.at);
    if (created.token)
        (void)unlink(c->token_file);
    if (created.viewer)
        (void)unlink(c->viewer_token_file);
    if (created.folder)
        (void)rmdir(c->state_dir);
    (void)slice_copy(slice_of(c->state_dir), part, sizeof part);
    for (size_t at = strlen(part); at-- > 1 && created.parents > 0;) {
        if (part[at] != '/')
            continue;
        part[at] = '\0';
        (void)rmdir(part);
        created.parents--;
    }
    created = (struct created){0};
}
