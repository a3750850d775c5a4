/*
 * Secrets are files of one line, made where they are not there: written beside their place and then
 * renamed, so that nobody ever reads half of one. No link is followed, and what is checked is
 * always what was opened.
 */
#include "base/errors.h"
#include "config/config.h"
#include "os/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_BYTES 32
#define TOKEN_LEAST 16

static bool cannot(struct text *error, const char *path, const char *why)
{
    text_str(error, path);
    text_str(error, ": ");
    text_str(error, why);
    return false;
}

/* Every folder on the way, as mkdir -p has it. */
static void make_parents(const char *path)
{
    char part[LIMIT_PATH_BYTES];
    (void)slice_copy(slice_of(path), part, sizeof part);
    for (size_t i = 1; part[0] != '\0' && part[i] != '\0'; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        (void)mkdir(part, 0700);
        part[i] = '/';
    }
}

static bool own_directory(int fd, const char *path, struct text *error)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return cannot(error, path, error_text(errno));
    if (st.st_uid != geteuid())
        return cannot(error, path, "belongs to another user; choose another with -s");
    if ((st.st_mode & 0777) != 0700 && fchmod(fd, 0700) != 0)
        return cannot(error, path, error_text(errno));
    return true;
}

static bool make_state_dir(const char *path, struct text *error)
{
    make_parents(path);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return cannot(error, path, error_text(errno));
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return cannot(error, path,
                      errno == ENOTDIR || errno == ELOOP
                          ? "is not a directory, or only a link to one; choose another with -s"
                          : error_text(errno));
    bool good = own_directory(fd, path, error);
    close(fd);
    return good;
}

static bool write_secret(const char *path, struct slice line, struct text *error)
{
    char made[LIMIT_PATH_BYTES + 8];
    struct text t;
    text_init(&t, made, sizeof made);
    text_str(&t, path);
    text_str(&t, ".new");
    (void)unlink(text_end(&t));
    int fd = open(made, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return cannot(error, made, error_text(errno));
    bool written = fchmod(fd, 0600) == 0 && write(fd, line.at, line.len) == (ssize_t)line.len &&
                   fsync(fd) == 0;
    close(fd);
    if (written && rename(made, path) == 0)
        return true;
    int why = errno;
    (void)unlink(made);
    return cannot(error, path, error_text(why));
}

static bool make_secret(const char *path, char token[65], struct text *error)
{
    uint8_t bytes[TOKEN_BYTES];
    char storage[66];
    struct text t;
    if (!os_random(bytes, sizeof bytes))
        return cannot(error, path, "cannot be made: there are no random bytes to be had");
    text_init(&t, storage, sizeof storage);
    for (size_t i = 0; i < sizeof bytes; i++)
        text_hex(&t, bytes[i], 2);
    (void)slice_copy(text_slice(&t), token, 65);
    text_char(&t, '\n');
    return write_secret(path, text_slice(&t), error);
}

/* A plain file that nobody else may read or change; ours is made so. */
static bool kept_secret(int fd, const char *path, struct text *error)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return cannot(error, path, "is not a plain file; choose another with -t");
    if (st.st_uid == geteuid())
        return (st.st_mode & 077) == 0 || fchmod(fd, 0600) == 0 ||
               cannot(error, path, error_text(errno));
    if ((st.st_uid != 0 && geteuid() != 0) || (st.st_mode & 027) != 0)
        return cannot(error, path,
                      "is another user's, or others may read it; make it 0600 and ours");
    return true;
}

/* What may stand in a URL's fragment and in a header as it is. */
static bool is_token(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == 0 || !strchr("-._~", c)))
            return false;
    }
    return s.len >= TOKEN_LEAST;
}

static bool take_secret(int fd, const char *path, char token[65], struct text *error)
{
    uint8_t bytes[256];
    struct slice line;
    if (!kept_secret(fd, path, error))
        return false;
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n < 0)
        return cannot(error, path, error_text(errno));
    slice_cut((struct slice){bytes, (size_t)n}, '\n', &line);
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    line = slice_trim(line);
    if (!is_token(line) || !slice_copy(line, token, 65))
        return cannot(error, path,
                      "must hold a token in its first line: 16 to 64 letters, digits, '-', '.', "
                      "'_' or '~'; remove the file to have one made");
    return true;
}

static bool read_secret(const char *path, char token[65], struct text *error)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return make_secret(path, token, error);
    if (fd < 0)
        return cannot(error, path,
                      errno == ELOOP ? "is a link, which is not followed" : error_text(errno));
    bool taken = take_secret(fd, path, token, error);
    close(fd);
    return taken;
}

bool config_secrets(struct config *c, struct text *error)
{
    if (!make_state_dir(c->state_dir, error) || !read_secret(c->token_file, c->token, error) ||
        !read_secret(c->viewer_token_file, c->viewer_token, error))
        return false;
    if (strcmp(c->token, c->viewer_token) == 0)
        return cannot(error, c->viewer_token_file,
                      "holds the same token as the other; remove it to have one made");
    return true;
}
