/* Opens listening sockets. A unix socket's file left by an earlier run, at which no process
 * accepts, is replaced; one in use is not. */
#include "keeper/listen.h"

#include "base/errors.h"
#include "base/log.h"
#include "os/account.h"
#include "os/address.h"
#include "os/descriptor.h"
#include "os/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128 /* connections that the kernel queues for accept() */
#define OWNER_ONLY 0600
#define GROUP_UMASK 0117 /* umask for a unix socket's file: owner and group may connect */

/* Whether the address is a socket file at which no process accepts. */
static bool is_dead_socket(const struct os_address *a)
{
    struct stat st;
    if (a->at.any.sa_family != AF_UNIX || lstat(a->at.local.sun_path, &st) != 0 ||
        !S_ISSOCK(st.st_mode))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool refused = fd >= 0 && connect(fd, &a->at.any, a->len) != 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return refused;
}

/* Binds an address that this machine does not have yet, such as one that comes by DHCP. */
static bool bind_absent(int fd, const struct os_address *a)
{
    struct log_line l;
    if (!os_bind_absent(fd) || bind(fd, &a->at.any, a->len) != 0)
        return false;
    log_open(&l, LOG_WARNING, "address-absent");
    log_str(&l, "why", SLICE("an address to listen at is none of this machine's yet"));
    log_close(&l);
    return true;
}

static int bind_and_listen(const struct os_address *a)
{
    int on = 1;
    int fd = socket(a->at.any.sa_family, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (a->at.any.sa_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    mode_t before = umask(GROUP_UMASK);
    bool bound = os_nonblocking(fd) && bind(fd, &a->at.any, a->len) == 0;
    if (!bound && errno == EADDRNOTAVAIL)
        bound = bind_absent(fd, a);
    bool done = bound && listen(fd, BACKLOG) == 0;
    int error = errno;
    umask(before);
    if (done)
        return fd;
    if (bound && a->at.any.sa_family == AF_UNIX)
        (void)unlink(a->at.local.sun_path);
    close(fd);
    errno = error;
    return -1;
}

static void put_reason(const struct os_address *a, const char *address, int error, struct text *to)
{
    struct stat st;
    bool local = a->at.any.sa_family == AF_UNIX;
    bool file = local && lstat(a->at.local.sun_path, &st) == 0 && !S_ISSOCK(st.st_mode);
    text_str(to, address);
    if (error == EADDRINUSE) {
        text_str(to, !local ? " is in use; choose another with -l 127.0.0.1:PORT"
                     : file ? " is a file that is no socket; remove it or choose another"
                            : " is in use by another process; choose another");
        text_str(to, local ? " with -l unix:/PATH" : "");
        return;
    }
    text_str(to, " cannot be listened on: ");
    text_str(to, local && error == ENOENT ? "its folder does not exist" : error_text(error));
}

int listen_open(const char *address, struct text *error)
{
    struct os_address a;
    if (!os_address_parse(address, &a)) {
        text_str(error, address);
        text_str(error, " is not an address; write 127.0.0.1:7681, [::1]:7681 or unix:/path");
        return -1;
    }
    if (is_dead_socket(&a))
        (void)unlink(a.at.local.sun_path);
    int fd = bind_and_listen(&a);
    if (fd < 0)
        put_reason(&a, address, errno, error);
    return fd;
}

bool listen_share(const char *address, const char *group, uint16_t mode, struct text *error)
{
    struct os_address a;
    uint32_t gid;
    if (!os_address_parse(address, &a) || a.at.any.sa_family != AF_UNIX)
        return true;
    if (group[0] != '\0' && !os_group(group, &gid)) {
        text_str(error, "socket-group: unknown group ");
        text_str(error, group);
        return false;
    }
    if ((group[0] == '\0' || chown(a.at.local.sun_path, (uid_t)-1, (gid_t)gid) == 0) &&
        chmod(a.at.local.sun_path, mode) == 0)
        return true;
    text_str(error, address);
    text_str(error, " cannot be given its group or mode: ");
    text_str(error, error_text(errno));
    return false;
}

int listen_private(const char *address, struct text *error)
{
    int fd = listen_open(address, error);
    if (fd >= 0)
        (void)chmod(address + sizeof OS_ADDRESS_LOCAL - 1, OWNER_ONLY);
    return fd;
}

int listen_inherit(int fd, struct text *error)
{
    int on = 0;
    socklen_t size = sizeof on;
    bool good =
        getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) == 0 && on != 0 && os_nonblocking(fd);
    if (good)
        return fd;
    text_str(error, "descriptor ");
    text_u64(error, (uint64_t)fd);
    text_str(error, ", which LISTEN_FDS hands down, is not a listening socket");
    return -1;
}

void listen_remove(const char *address)
{
    struct os_address a;
    if (os_address_parse(address, &a) && a.at.any.sa_family == AF_UNIX)
        (void)unlink(a.at.local.sun_path);
}

void listen_url(const char *address, const char *base, struct text *url)
{
    struct slice s = slice_of(address), host;
    uint16_t port;
    if (slice_starts(s, SLICE(OS_ADDRESS_LOCAL)) || !os_address_cut(s, &host, &port))
        return;
    bool v6 = s.at[0] == '[';
    bool any = slice_equal(host, SLICE("0.0.0.0")) || slice_equal(host, SLICE("::"));
    text_str(url, "http://");
    if (any)
        text_str(url, v6 ? "[::1]" : "127.0.0.1");
    else {
        text_str(url, v6 ? "[" : "");
        text_add(url, host);
        text_str(url, v6 ? "]" : "");
    }
    text_char(url, ':');
    text_u64(url, port);
    text_str(url, base);
    text_char(url, '/');
}
