/* Connects to a serial line's server. A serial line may be silent for long: the kernel probes the
 * peer (keep-alive), which detects an unplugged cable. */
#include "keeper/line/tcp.h"

#include "os/address.h"
#include "os/descriptor.h"
#include "os/socket.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

static int tcp_connect(int fd, const struct os_address *to)
{
    int on = 1;
    if (!os_nonblocking(fd))
        return errno;
    os_keep_alive(fd);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connect(fd, &to->at.any, to->len) == 0 || errno == EINPROGRESS ? 0 : errno;
}

int tcp_open(const struct source *s, int *fd)
{
    struct slice device;
    char name[LIMIT_PATH_BYTES];
    struct os_address to;
    if (!source_option(s, "device", &device) || !slice_copy(device, name, sizeof name) ||
        !os_address_parse(name, &to))
        return EDESTADDRREQ;
    *fd = socket(to.at.any.sa_family, SOCK_STREAM, 0);
    if (*fd < 0)
        return errno;
    int error = tcp_connect(*fd, &to);
    if (error != 0)
        os_close(fd);
    return error;
}

int tcp_opened(int fd)
{
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}
