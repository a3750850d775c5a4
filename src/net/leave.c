/*
 * Closing a socket whose peer is still sending makes the kernel reset it, and a reset can
 * overtake the answer that was just sent (RFC 9112 section 9.6). So a connection that ends with
 * bytes to come gives its slot back at once, and its descriptor comes here: shut down for writing,
 * it is read until the peer has closed too, for CLOSE_MS at most. Where all places are taken, the
 * oldest is closed as it stands.
 */
#include "net/conn.h"

#include "base/bug.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

struct leaver {
    int fd; /* -1: free */
    int watch;
    uint64_t until_ms;
};

static struct leaver leavers[LIMIT_LEAVING];
static unsigned leaving;

void leave_start(void)
{
    leaving = 0;
    for (unsigned i = 0; i < LIMIT_LEAVING; i++)
        leavers[i].fd = -1;
}

static void end(struct leaver *l)
{
    loop_forget(l->watch);
    (void)close(l->fd);
    l->fd = -1;
    leaving--;
}

static void ready(uint32_t id, short revents, uint64_t now_ms)
{
    (void)revents;
    (void)now_ms;
    struct leaver *l = &leavers[id];
    ssize_t n = read(l->fd, conn_scratch(), LIMIT_CONN_IN);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        end(l);
}

void leave_add(int fd)
{
    struct leaver *l = &leavers[0];
    for (unsigned i = 0; i < LIMIT_LEAVING && l->fd >= 0; i++)
        if (leavers[i].fd < 0 || leavers[i].until_ms < l->until_ms)
            l = &leavers[i];
    if (l->fd >= 0)
        end(l);
    (void)shutdown(fd, SHUT_WR);
    leaving++;
    *l = (struct leaver){.fd = fd, .until_ms = net.now_ms + CLOSE_MS};
    l->watch = loop_watch(fd, POLLIN, ready, (uint32_t)(l - leavers));
    BUG_UNLESS(l->watch >= 0);
}

uint64_t leave_tick(void)
{
    uint64_t wake = UINT64_MAX;
    for (unsigned i = 0; i < LIMIT_LEAVING && leaving > 0; i++) {
        struct leaver *l = &leavers[i];
        if (l->fd >= 0 && l->until_ms <= net.now_ms)
            end(l);
        else if (l->fd >= 0 && l->until_ms < wake)
            wake = l->until_ms;
    }
    return wake;
}
