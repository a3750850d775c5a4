/* Reads the token from the first line of a file. */
#include "cli/connect/token.h"

#include "base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool token_read(const char *path, char to[TOKEN_BYTES])
{
    uint8_t bytes[256];
    struct slice line;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, bytes, sizeof bytes);
    int error = n < 0 ? errno : 0;
    close(fd);
    errno = error;
    (void)slice_cut(slice_make(bytes, n > 0 ? (size_t)n : 0), '\n', &line);
    if (slice_ends(line, SLICE("\r")))
        line.len--;
    return slice_copy(slice_trim(line), to, TOKEN_BYTES) && to[0] != '\0';
}
