/* The connection is asked to be closed after the answer, so that its end is the answer's. */
#include "cli/request.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define HEAD_MOST 1024

/* Waits for the descriptor, until the deadline; false: it has passed (errno ETIMEDOUT). */
static bool wait_for(int fd, short events, uint64_t until_ms)
{
    struct pollfd p = {.fd = fd, .events = events};
    uint64_t now;
    while ((now = clock_ms()) < until_ms) {
        int n = poll(&p, 1, (int)(until_ms - now));
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
    errno = ETIMEDOUT;
    return false;
}

static bool reach(int fd, const struct os_address *to, uint64_t until_ms)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        return false;
    if (connect(fd, &to->at.any, to->len) == 0)
        return true;
    if (errno != EINPROGRESS || !wait_for(fd, POLLOUT, until_ms))
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0)
        errno = error;
    return error == 0;
}

static bool send_head(int fd, const struct request *r, uint64_t until_ms)
{
    char storage[HEAD_MOST];
    struct text t;
    text_start(&t, storage, sizeof storage);
    text_str(&t, r->method);
    text_char(&t, ' ');
    text_str(&t, r->path);
    text_str(&t, " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    errno = ENAMETOOLONG;
    return !t.cut && wait_for(fd, POLLOUT, until_ms) &&
           send(fd, t.at, t.len, MSG_NOSIGNAL) == (ssize_t)t.len;
}

/* Everything up to the end of the connection, or as much as fits. */
static bool receive(int fd, uint8_t *to, size_t size, size_t *len, uint64_t until_ms)
{
    for (*len = 0; *len < size;) {
        if (!wait_for(fd, POLLIN, until_ms))
            return false;
        ssize_t n = read(fd, to + *len, size - *len);
        if (n == 0)
            return true;
        if (n > 0)
            *len += (size_t)n;
        else if (errno != EAGAIN && errno != EINTR)
            return false;
    }
    return true;
}

/* "HTTP/1.1 200 OK": 200; 0: it is none. */
static unsigned status_of(struct slice answer)
{
    uint64_t status;
    if (!slice_starts(answer, SLICE("HTTP/1.1 ")) || !slice_u64(slice_part(answer, 9, 3), &status))
        return 0;
    return (unsigned)status;
}

static struct slice body_of(struct slice answer)
{
    for (size_t i = 0; i + 4 <= answer.len; i++)
        if (slice_equal(slice_part(answer, i, 4), SLICE("\r\n\r\n")))
            return slice_from(answer, i + 4);
    return (struct slice){0};
}

unsigned request_ask(const struct request *r, struct slice *body)
{
    static uint8_t answer[REQUEST_ANSWER_BYTES];
    uint64_t until_ms = clock_ms() + r->timeout_ms;
    size_t len = 0;
    *body = (struct slice){0};
    int fd = socket(r->to->at.any.sa_family, SOCK_STREAM, 0);
    if (fd < 0)
        return 0;
    bool whole = reach(fd, r->to, until_ms) && send_head(fd, r, until_ms) &&
                 receive(fd, answer, sizeof answer, &len, until_ms);
    int error = errno;
    close(fd);
    errno = error;
    if (!whole)
        return 0;
    struct slice got = {answer, len};
    unsigned status = status_of(got);
    if (status == 0)
        errno = EPROTO;
    *body = body_of(got);
    return status;
}
