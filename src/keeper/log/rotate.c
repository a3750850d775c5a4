/* Opens and renames log files. A file that could not be renamed is opened again with its present
 * size; the caller must truncate it. */
#include "keeper/log/rotate.h"

#include "base/text.h"
#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int rotate_open(const char *path, uint64_t *size)
{
    struct stat s;
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0)
        return -1;
    if (fstat(fd, &s) != 0) { /* without its size, its limit cannot be kept */
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    *size = S_ISREG(s.st_mode) ? (uint64_t)s.st_size : UINT64_MAX;
    return fd;
}

/* Writes "FILE", "FILE.1", ...; false if the name is too long. */
static bool put_numbered(const char *path, unsigned number, char to[LIMIT_PATH_BYTES])
{
    struct text t;
    text_init(&t, to, LIMIT_PATH_BYTES);
    text_str(&t, path);
    if (number > 0) {
        text_char(&t, '.');
        text_u64(&t, number);
    }
    text_end(&t);
    return !t.cut;
}

void rotate_move(const char *path, unsigned files)
{
    char from[LIMIT_PATH_BYTES], to[LIMIT_PATH_BYTES];
    for (unsigned n = files - 1u; n > 0; n--)
        if (put_numbered(path, n - 1, from) && put_numbered(path, n, to))
            (void)rename(from, to);
}
