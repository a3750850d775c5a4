/*
 * Addresses are numbers, never names: no resolver is asked. A unix socket's file that is left over
 * from an earlier run (nobody answers at it) is replaced; one that is in use is not.
 */
#include "keeper/listen.h"

#include "base/errors.h"

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

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } at;
    socklen_t len;
};

static const struct slice local_prefix = {(const uint8_t *)"unix:", 5};

/* Cuts "host:port" and "[host]:port"; false where it is neither. */
static bool cut_port(struct slice s, struct slice *host, uint16_t *port)
{
    uint64_t number;
    struct slice rest;
    if (s.len > 0 && s.at[0] == '[') {
        rest = slice_cut(slice_from(s, 1), ']', host);
        if (rest.len == 0 || rest.at[0] != ':')
            return false;
        rest = slice_from(rest, 1);
    } else {
        rest = slice_cut(s, ':', host);
    }
    if (!slice_u64(rest, &number) || number == 0 || number > UINT16_MAX)
        return false;
    *port = (uint16_t)number;
    return true;
}

static bool parse_local(struct slice path, struct address *a)
{
    a->at.local.sun_family = AF_UNIX;
    a->len = sizeof a->at.local;
    return path.len > 0 && slice_copy(path, a->at.local.sun_path, sizeof a->at.local.sun_path);
}

static bool parse(const char *text, struct address *a)
{
    struct slice s = slice_of(text), host;
    char name[64];
    uint16_t port;
    memset(a, 0, sizeof *a);
    if (slice_starts(s, local_prefix))
        return parse_local(slice_from(s, local_prefix.len), a);
    if (!cut_port(s, &host, &port) || !slice_copy(host, name, sizeof name))
        return false;
    if (s.at[0] == '[') {
        a->at.v6.sin6_family = AF_INET6;
        a->at.v6.sin6_port = htons(port);
        a->len = sizeof a->at.v6;
        return inet_pton(AF_INET6, name, &a->at.v6.sin6_addr) == 1;
    }
    a->at.v4.sin_family = AF_INET;
    a->at.v4.sin_port = htons(port);
    a->len = sizeof a->at.v4;
    return inet_pton(AF_INET, name, &a->at.v4.sin_addr) == 1;
}

/* A socket file that nobody answers at. */
static bool is_stale(const struct address *a)
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

static int bind_and_listen(const struct address *a)
{
    int on = 1;
    int fd = socket(a->at.any.sa_family, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (a->at.any.sa_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    mode_t before = umask(0117);
    bool done = fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
                bind(fd, &a->at.any, a->len) == 0 && listen(fd, BACKLOG) == 0;
    int error = errno;
    umask(before);
    if (done)
        return fd;
    close(fd);
    errno = error;
    return -1;
}

static void explain(const char *address, int error, struct text *to)
{
    bool local = slice_starts(slice_of(address), local_prefix);
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

bool listen_check(const char *address)
{
    struct address a;
    return parse(address, &a);
}

int listen_open(const char *address, struct text *error)
{
    struct address a;
    if (!parse(address, &a)) {
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

void listen_remove(const char *address)
{
    struct address a;
    if (parse(address, &a) && a.at.any.sa_family == AF_UNIX)
        (void)unlink(a.at.local.sun_path);
}

void listen_url(const char *address, const char *base, struct text *url)
{
    struct slice s = slice_of(address), host;
    uint16_t port;
    if (slice_starts(s, local_prefix) || !cut_port(s, &host, &port))
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
