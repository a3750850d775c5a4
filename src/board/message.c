/* SOCK_SEQPACKET preserves message boundaries; SCM_RIGHTS passes a descriptor with a message. */
#include "board/message.h"

#include "os/descriptor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

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

bool message_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS ||
           error == ENOMEM;
}

/* Takes the descriptor that came with the message, if any. The padding of the control buffer leaves
 * room for a second one, in which case both are closed. False: the control data is not of the form
 * that message_send() produces. */
static bool message_take_fd(struct msghdr *h, int *fd)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(h);
    if (!c)
        return true;
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
        return false;
    size_t count = ((size_t)c->cmsg_len - CMSG_LEN(0)) / sizeof *fd;
    for (size_t i = 0; i < count; i++) {
        os_close(fd);
        memcpy(fd, CMSG_DATA(c) + i * sizeof *fd, sizeof *fd);
    }
    return count == 1 && os_close_on_exec(*fd);
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
    /* The peer died with messages of ours unread. The kernel reports this once, ahead of the
     * messages that the peer had sent. */
    if (n < 0 && errno == ECONNRESET)
        n = recvmsg(socket, &h, MSG_DONTWAIT);
    if (n <= 0)
        return n == 0 ? 0 : -1;
    if (message_take_fd(&h, fd) && n == (ssize_t)sizeof *m &&
        !(h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return 1;
    os_close(fd);
    errno = EPROTO;
    return -1;
}
