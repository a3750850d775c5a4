/* Messages between keeper and server stay whole, descriptors travel with them, and malformed ones
 * are refused without a leak. */
#include "board/board.h"
#include "board/message.h"
#include "check.h"
#include "fds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int ends[2];

static void send_raw(const void *bytes, size_t len, const int *fds, size_t count)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(8 * sizeof(int))];
    } control;
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = len};
    struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
    memset(&control, 0, sizeof control);
    if (count > 0) {
        h.msg_control = control.bytes;
        h.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *c = CMSG_FIRSTHDR(&h);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(c), fds, count * sizeof(int));
    }
    CHECK(sendmsg(ends[0], &h, 0) == (ssize_t)len);
}

static void open_pair(void)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        exit(2);
}

static struct message sent = {.type = MESSAGE_STARTED, .pid = 77, .source = {.bytes = "x"}}, got;
static int fd;
static unsigned before; /* descriptors that were open at the start */

static void whole(void)
{
    STORY("a message arrives as it was sent")
    {
        CHECK(message_send(ends[0], &sent, -1));
        CHECK_U64(1, message_receive(ends[1], &got, &fd));
        CHECK(memcmp(&sent, &got, sizeof sent) == 0);
        CHECK(fd == -1);
    }
    STORY("a descriptor arrives with its message, close-on-exec")
    {
        struct stat a, b;
        CHECK(message_send(ends[0], &sent, 0));
        CHECK_U64(1, message_receive(ends[1], &got, &fd));
        CHECK(fd > 0 && fstat(0, &a) == 0 && fstat(fd, &b) == 0 && a.st_ino == b.st_ino);
        CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
        close(fd);
    }
    STORY("an empty socket is not the end of the peer")
    {
        CHECK(message_receive(ends[1], &got, &fd) == -1);
        CHECK(errno == EAGAIN || errno == EWOULDBLOCK);
    }
}

static void refused(void)
{
    STORY("a message of another size is refused, and its descriptor is closed")
    {
        static char large[sizeof(struct message) + 1];
        const int one[] = {0};
        send_raw("short", 5, NULL, 0);
        CHECK(message_receive(ends[1], &got, &fd) == -1 && errno == EPROTO);
        send_raw(large, sizeof large, one, 1);
        CHECK(message_receive(ends[1], &got, &fd) == -1 && errno == EPROTO);
        CHECK(fd == -1);
        CHECK_U64(before, own_fds());
    }
    STORY("several descriptors are refused, and all are closed")
    {
        const int many[] = {0, 0, 0, 0, 0};
        for (size_t count = 2; count <= 5; count++) {
            send_raw(&sent, sizeof sent, many, count);
            CHECK(message_receive(ends[1], &got, &fd) == -1 && errno == EPROTO);
            CHECK(fd == -1);
        }
        CHECK_U64(before, own_fds());
    }
}

static void ends_of_sockets(void)
{
    STORY("a full socket is reported, and no message is lost")
    {
        uint32_t n = 0, back = 0;
        for (sent.request = 0; message_send(ends[0], &sent, -1); sent.request++)
            n++;
        CHECK(n > 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
        while (message_receive(ends[1], &got, &fd) == 1)
            CHECK_U64(back++, got.request);
        CHECK_U64(n, back);
    }
    STORY("messages sent by a peer before its death arrive, although it left some unread")
    {
        CHECK(message_send(ends[0], &sent, -1));
        CHECK(message_send(ends[1], &sent, -1));
        close(ends[0]);
        CHECK_U64(1, message_receive(ends[1], &got, &fd));
        CHECK_U64(0, message_receive(ends[1], &got, &fd));
        CHECK(!message_send(ends[1], &sent, -1));
        close(ends[1]);
    }
    STORY("a fresh board fits, another layout does not")
    {
        static struct board b;
        board_init(&b, 1700000000);
        CHECK(board_fits(&b));
        CHECK(table_check(&b.window_table, b.window_slots));
        CHECK_U64(LIMIT_WINDOWS, b.feeding);
        b.layout++;
        CHECK(!board_fits(&b));
    }
}

int main(void)
{
    open_pair();
    before = own_fds();
    whole();
    refused();
    ends_of_sockets();
    return check_end();
}
