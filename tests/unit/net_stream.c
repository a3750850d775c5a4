/* Tests of a connection's socket, over a socket pair: the meaning of each outcome of a system
 * call. */
#include "check.h"

#include "net/stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct stream ours;
static int peer;
static uint8_t bytes[1 << 20];
static size_t n;

static void start(void)
{
    int fds[2];
    CHECK_U64(0, socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
    CHECK_U64(0, fcntl(fds[0], F_SETFL, O_NONBLOCK));
    CHECK_U64(0, fcntl(fds[1], F_SETFL, O_NONBLOCK));
    ours = stream_of(fds[0]);
    peer = fds[1];
}

static void reads(void)
{
    STORY("a read returns available bytes, waits if there are none, and reports the end")
    {
        start();
        CHECK(stream_read(&ours, bytes, sizeof bytes, &n) == STREAM_WAITS && n == 0);
        CHECK_U64(5, write(peer, "hello", 5));
        CHECK(stream_read(&ours, bytes, 3, &n) == STREAM_MOVED && n == 3);
        CHECK(stream_read(&ours, bytes, sizeof bytes, &n) == STREAM_MOVED && n == 2);
        close(peer);
        CHECK(stream_read(&ours, bytes, sizeof bytes, &n) == STREAM_ENDED && n == 0);
        stream_close(&ours);
        CHECK(ours.fd == -1);
        CHECK(stream_read(&ours, bytes, sizeof bytes, &n) == STREAM_FAILED && n == 0);
    }
}

static void writes(void)
{
    STORY("a write sends both parts in order, and the events are those to wait for")
    {
        start();
        CHECK(stream_events(&ours, true) == POLLIN && stream_events(&ours, false) == 0);
        CHECK(stream_write(&ours, SLICE("one "), SLICE("two"), &n) == STREAM_MOVED && n == 7);
        CHECK(!ours.blocked && stream_events(&ours, false) == 0);
        CHECK_U64(7, read(peer, bytes, sizeof bytes));
        CHECK_BYTES("one two", 7, bytes, 7);
        close(peer);
        stream_close(&ours);
    }
    STORY("a write that is short or refused waits for the kernel")
    {
        start();
        CHECK(stream_write(&ours, slice_make(bytes, sizeof bytes), SLICE("x"), &n) == STREAM_MOVED);
        CHECK(n > 0 && n < sizeof bytes && ours.blocked);
        CHECK(stream_events(&ours, true) == (POLLIN | POLLOUT));
        ours.blocked = false;
        CHECK(stream_write(&ours, slice_make(bytes, sizeof bytes), SLICE(""), &n) == STREAM_WAITS);
        CHECK(n == 0 && ours.blocked);
        stream_writable(&ours);
        CHECK(!ours.blocked);
        close(peer);
        stream_close(&ours);
    }
    STORY("a write to a peer that has closed fails, without a signal")
    {
        start();
        close(peer);
        CHECK(stream_write(&ours, SLICE("x"), SLICE(""), &n) == STREAM_FAILED && n == 0);
        CHECK(!ours.blocked);
        stream_close(&ours);
    }
    STORY("a paced stream waits for the kernel after every write")
    {
        start();
        stream_limit_kernel(&ours, 0, 1000);
        CHECK(stream_write(&ours, SLICE("x"), SLICE(""), &n) == STREAM_MOVED && !ours.blocked);
        stream_limit_kernel(&ours, 4096, 1000);
        CHECK(stream_write(&ours, SLICE("x"), SLICE(""), &n) == STREAM_MOVED && ours.blocked);
        close(peer);
        stream_close(&ours);
    }
    STORY("after a shutdown the peer reads the end, and can still send")
    {
        start();
        stream_shutdown(&ours);
        CHECK_U64(0, read(peer, bytes, sizeof bytes));
        CHECK_U64(1, write(peer, "x", 1));
        CHECK(stream_read(&ours, bytes, sizeof bytes, &n) == STREAM_MOVED && n == 1);
        close(peer);
        stream_close(&ours);
    }
}

int main(void)
{
    reads();
    writes();
    return check_end();
}
