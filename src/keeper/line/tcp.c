/* Connects to a serial line's server. A serial line may be silent for long: the kernel probes the
 * peer (keep-alive), which detects an unplugged cable. */
#include "keeper/line/tcp.h"

#include "keeper/line/names.h"
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

static int tcp_start(int *fd, const struct os_address *to)
{
    *fd = socket(to->at.any.sa_family, SOCK_STREAM, 0);
    if (*fd < 0)
        return errno;
    int error = tcp_connect(*fd, to);
    if (error != 0)
        os_close(fd);
    return error;
}

int tcp_open(const struct source *s, int *fd, int *names)
{
    struct slice device, host;
    char name[LIMIT_PATH_BYTES];
    struct os_address to;
    uint16_t port;
    if (!source_option(s, "device", &device) || !slice_copy(device, name, sizeof name))
        return EINVAL;
    if (os_address_parse(name, &to))
        return tcp_start(fd, &to);
    if (!os_address_cut(device, &host, &port) || !slice_copy(host, name, sizeof name))
        return EINVAL;
    *names = names_ask(name, port);
    return *names < 0 ? errno : 0;
}

int tcp_next(int names, int *fd)
{
    struct os_address to;
    int error = names_next(names, &to);
    return error != 0 ? error : tcp_start(fd, &to);
}

int tcp_opened(int fd)
{
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}
