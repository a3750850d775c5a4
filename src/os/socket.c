/* Sets options of sockets. Failures are ignored: an option affects how fast a dead peer is noticed,
 * never correctness. */
#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include "os/socket.h"

#include "limits.h"
#include "os/descriptor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

#if defined(__linux__)

const short os_peer_ends = POLLRDHUP;

int os_accept(int fd)
{
    return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

bool os_peer_user(int fd, uint32_t *uid)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer)
        return false;
    *uid = (uint32_t)peer.uid;
    return true;
}

static void socket_limit_unsent(int fd)
{
    int low = LIMIT_UNSENT;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &low, sizeof low);
}

bool os_bind_absent(int fd)
{
    int on = 1;
    return setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof on) == 0;
}

void os_socket_give_up(int fd, uint32_t ms)
{
    int timeout = ms < INT32_MAX ? (int)ms : INT32_MAX;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
}

static void socket_set_probes(int fd)
{
    int idle = 15, interval = 5, probes = 3;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

#else

const short os_peer_ends = 0;

int os_accept(int fd)
{
    int accepted = accept(fd, NULL, NULL);
    if (accepted >= 0 && !os_nonblocking(accepted))
        os_close(&accepted);
    return accepted;
}

bool os_peer_user(int fd, uint32_t *uid)
{
    (void)fd;
    (void)uid;
    return false;
}

static void socket_limit_unsent(int fd)
{
    (void)fd;
}

bool os_bind_absent(int fd)
{
    (void)fd;
    return false;
}

void os_socket_give_up(int fd, uint32_t ms)
{
    (void)fd;
    (void)ms;
}

static void socket_set_probes(int fd)
{
    (void)fd;
}

#endif

void os_socket_keep_little(int fd, uint32_t bytes)
{
    int size = (int)bytes;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    socket_limit_unsent(fd);
}

void os_keep_alive(int fd)
{
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    socket_set_probes(fd);
    os_socket_give_up(fd, 30000);
}
