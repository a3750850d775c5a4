/* Waits before every call on a socket that would block. */
#include "cli/connect/socket.h"

#include "os/descriptor.h"
#include "os/loop.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

static bool socket_reach(int fd, const struct os_address *to, uint64_t until_ms)
{
    int error = 0, on = 1;
    socklen_t size = sizeof error;
    if (!os_nonblocking(fd))
        return false;
    if (to->at.any.sa_family != AF_UNIX)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, &to->at.any, to->len) == 0)
        return true;
    if (errno != EINPROGRESS || !loop_wait_for(fd, POLLOUT, until_ms))
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0)
        errno = error;
    return error == 0;
}

int socket_connect(const struct os_address *to, uint64_t until_ms)
{
    int fd = socket(to->at.any.sa_family, SOCK_STREAM, 0);
    if (fd < 0 || socket_reach(fd, to, until_ms))
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

bool socket_send(int fd, struct slice bytes, uint64_t until_ms)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);
        if (n > 0)
            bytes = slice_from(bytes, (size_t)n);
        else if (errno == EAGAIN ? !loop_wait_for(fd, POLLOUT, until_ms) : errno != EINTR)
            return false;
    }
    return true;
}

ssize_t socket_receive(int fd, uint8_t *to, size_t size, uint64_t until_ms)
{
    for (;;) {
        ssize_t n = recv(fd, to, size, 0);
        if (n >= 0)
            return n;
        if (errno == EAGAIN ? !loop_wait_for(fd, POLLIN, until_ms) : errno != EINTR)
            return -1;
    }
}
