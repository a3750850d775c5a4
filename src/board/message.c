/* SOCK_SEQPACKET keeps a message whole; a descriptor beside it travels as SCM_RIGHTS. */
#include "board/message.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
};

bool message_send(int socket, const struct message *m, int fd)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)m, .iov_len = sizeof *m};
    struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;
    if (fd >= 0) {
        memset(&control, 0, sizeof control);
        h.msg_control = control.bytes;
        h.msg_controllen = sizeof control.bytes;
        struct cmsghdr *c = CMSG_FIRSTHDR(&h);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    return sendmsg(socket, &h, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof *m;
}

static int received_fd(struct msghdr *h)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(h);
    int fd;
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(sizeof fd))
        return -1;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return fd;
}

int message_receive(int socket, struct message *m, int *fd)
{
    struct iovec part = {.iov_base = m, .iov_len = sizeof *m};
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr h = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control.bytes,
                       .msg_controllen = sizeof control.bytes};
    *fd = -1;
    ssize_t n = recvmsg(socket, &h, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno == ECONNRESET))
        return 0;
    if (n < 0)
        return -1;
    *fd = received_fd(&h);
    if (n == (ssize_t)sizeof *m && !(h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return 1;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = EPROTO;
    return -1;
}
