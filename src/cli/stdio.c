/* Copies each direction of a connection when its descriptor becomes readable. */
#include "cli/stdio.h"

#include "cli/say.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* The copy of this process, for the callbacks of the poll loop. */
static struct {
    int fd; /* the connection */
    uint8_t *buffer;
    size_t size;
    int input_watch;
    bool over;
    int error; /* of standard output; 0: none */
} copy;

/* Passes the end of the input on to the server; the connection stays open for the server's
 * remaining output. */
static void stdio_input_ready(uint32_t id, short revents, uint64_t now_ms)
{
    ssize_t n = read(0, copy.buffer, copy.size);
    (void)id;
    (void)revents;
    (void)now_ms;
    if (n > 0) {
        copy.over = !cli_say(copy.fd, slice_make(copy.buffer, (size_t)n));
        return;
    }
    loop_forget(copy.input_watch);
    copy.over = shutdown(copy.fd, SHUT_WR) != 0;
}

static void stdio_connection_ready(uint32_t id, short revents, uint64_t now_ms)
{
    ssize_t n = recv(copy.fd, copy.buffer, copy.size, 0);
    (void)id;
    (void)revents;
    (void)now_ms;
    if (n > 0 && !copy.over && !cli_say(1, slice_make(copy.buffer, (size_t)n))) {
        copy.over = true;
        copy.error = errno == EPIPE ? 0 : errno; /* a reader that has left is no error */
    }
    if (n > 0)
        return;
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        copy.over = true;
}

int stdio_copy(int fd, uint8_t *buffer, size_t size)
{
    (void)signal(SIGPIPE, SIG_IGN); /* write() then fails with EPIPE */
    copy.fd = fd;
    copy.buffer = buffer;
    copy.size = size;
    copy.over = false;
    copy.error = 0;
    loop_init();
    copy.input_watch = loop_watch(0, POLLIN, stdio_input_ready, 0);
    (void)loop_watch(fd, POLLIN, stdio_connection_ready, 0);
    while (!copy.over)
        (void)loop_turn(UINT64_MAX);
    return copy.error;
}
