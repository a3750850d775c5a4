/* boundtty attach --stdio, which ssh:// starts on the far side: bytes from standard input to this
 * machine's server, and back. */
#include "cli/attach/attach.h"
#include "cli/connect/socket.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static bool write_all(struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(1, bytes.at, bytes.len);
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        bytes = slice_from(bytes, n > 0 ? (size_t)n : 0);
    }
    return true;
}

int stdio_run(struct client *c)
{
    int failed = client_connect(c, UINT64_MAX), fd = c->request.fd;
    struct pollfd p[2] = {{.fd = 0, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    (void)signal(SIGPIPE, SIG_IGN);
    while (!failed) {
        if (poll(p, 2, -1) < 0)
            continue;
        if (p[0].revents) {
            ssize_t n = read(0, c->body, sizeof c->body);
            if (n <= 0)
                p[0].fd = -1;
            if (n <= 0 ? shutdown(fd, SHUT_WR) != 0
                       : !socket_send(fd, (struct slice){c->body, (size_t)n}, UINT64_MAX))
                break;
        }
        if (p[1].revents) {
            ssize_t n = recv(fd, c->body, sizeof c->body, 0);
            if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) ||
                !write_all((struct slice){c->body, n > 0 ? (size_t)n : 0}))
                break;
        }
    }
    client_close(c);
    return failed;
}
