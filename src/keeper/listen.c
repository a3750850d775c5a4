/*
 * A unix socket's file that is left over from an earlier run (nobody answers at it) is replaced;
 * one that is in use is not.
 */
#include "keeper/listen.h"

#include "base/errors.h"
#include "os/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128

/* A socket file that nobody answers at. */
static bool is_stale(const struct os_address *a)
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

static int bind_and_listen(const struct os_address *a)
{
    int on = 1;
    int fd = socket(a->at.any.sa_family, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (a->at.any.sa_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    mode_t before = umask(0117);
    bool bound = fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
                 bind(fd, &a->at.any, a->len) == 0;
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

static void explain(const char *address, int error, struct text *to)
{
    bool local = slice_starts(slice_of(address), SLICE(OS_ADDRESS_LOCAL));
    text_str(to, address);
    if (error == EADDRINUSE && !local)
        text_str(to, " is in use; choose another with -l 127.0.0.1:PORT");
    else if (error == EADDRINUSE)
        text_str(to, " is in use by another process; choose another with -l unix:/PATH");
    else {
        text_str(to, " cannot be listened at: ");
        text_str(to, error_text(error));
    }
}

int listen_open(const char *address, struct text *error)
{
    struct os_address a;
    if (!os_address_parse(address, &a)) {
        text_str(error, address);
        text_str(error, " is no address; write 127.0.0.1:7681, [::1]:7681 or unix:/path");
        return -1;
    }
    if (is_stale(&a))
        (void)unlink(a.at.local.sun_path);
    int fd = bind_and_listen(&a);
    if (fd < 0)
        explain(address, errno, error);
    return fd;
}

int listen_private(const char *address, struct text *error)
{
    int fd = listen_open(address, error);
    if (fd >= 0)
        (void)chmod(address + sizeof OS_ADDRESS_LOCAL - 1, 0600);
    return fd;
}

int listen_inherit(int fd, struct text *error)
{
    int on = 0;
    socklen_t size = sizeof on;
    bool good = getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) == 0 && on != 0 &&
                fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
    if (good)
        return fd;
    text_str(error, "descriptor ");
    text_u64(error, (uint64_t)fd);
    text_str(error, ", which LISTEN_FDS hands down, is no listening socket");
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
