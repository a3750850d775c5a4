/* System calls on a nonblocking socket, and what their errors mean to a connection: wait, or
 * give up. A write that is interrupted or short waits for POLLOUT like one that is refused, so
 * nothing here loops. */
#include "net/stream.h"

#include "os/socket.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct stream stream_of(int fd)
{
    return (struct stream){.fd = fd};
}

static bool stream_error_passes(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

enum stream_result stream_read(struct stream *s, uint8_t *to, size_t size, size_t *n)
{
    ssize_t got = read(s->fd, to, size);
    *n = got > 0 ? (size_t)got : 0;
    if (got > 0)
        return STREAM_MOVED;
    if (got == 0)
        return STREAM_ENDED;
    return stream_error_passes(errno) ? STREAM_WAITS : STREAM_FAILED;
}

enum stream_result stream_write(struct stream *s, struct slice first, struct slice second,
                                size_t *n)
{
    struct iovec parts[2] = {{(void *)(uintptr_t)first.at, first.len},
                             {(void *)(uintptr_t)second.at, second.len}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t sent = sendmsg(s->fd, &message, MSG_NOSIGNAL);
    *n = sent > 0 ? (size_t)sent : 0;
    if (sent < 0) {
        s->blocked = stream_error_passes(errno) || errno == ENOBUFS;
        return s->blocked ? STREAM_WAITS : STREAM_FAILED;
    }
    s->blocked = s->paced || *n < first.len + second.len;
    return *n > 0 ? STREAM_MOVED : STREAM_WAITS;
}

short stream_events(const struct stream *s, bool input)
{
    return (short)((input ? POLLIN : 0) | (s->blocked ? POLLOUT : 0));
}

void stream_writable(struct stream *s)
{
    s->blocked = false;
}

void stream_limit_kernel(struct stream *s, uint32_t bytes, uint64_t unanswered_ms)
{
    os_socket_give_up(s->fd, unanswered_ms < UINT32_MAX ? (uint32_t)unanswered_ms : UINT32_MAX);
    s->paced = bytes > 0;
    if (s->paced)
        os_socket_keep_little(s->fd, bytes);
}

void stream_shutdown(struct stream *s)
{
    (void)shutdown(s->fd, SHUT_WR);
}

void stream_close(struct stream *s)
{
    (void)close(s->fd);
    s->fd = -1;
}
