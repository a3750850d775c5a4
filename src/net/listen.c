/*
 * Newcomers. Where the table is full, room is made at the cost of who does least with a slot: a
 * head that has been incomplete for a second, then the connection that has been idle longest,
 * then the oldest that has yet to send its first head. So clients that send a byte a second
 * cannot keep others out. Only where every slot is at work is the newcomer refused, with a
 * complete 503. The same where its address holds its share of the slots already.
 */
#include "net/conn.h"

#include "base/bug.h"
#include "base/log.h"
#include "net/address.h"
#include "os/loop.h"
#include "os/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ACCEPTS_A_TURN 32
#define SLOW_MS 1000
#define PAUSE_MS 100 /* where the system has no descriptor for us */

struct listener {
    int fd;
    int watch;
    bool trusting;
    uint64_t resume_ms; /* 0: it is not paused */
};

static struct listener listeners[LIMIT_LISTENERS];
static unsigned listener_count;

/* How readily a connection gives way: 0 not at all. */
static unsigned readiness(const struct conn *c)
{
    if (c->phase != CONN_HEAD || c->dead)
        return 0;
    bool begun = c->in_since_ms > 0 || c->requests == 0;
    uint64_t since = c->in_since_ms > 0 ? c->in_since_ms : c->since_ms;
    if (begun)
        return net.now_ms - since >= SLOW_MS ? 3 : 1;
    return 2;
}

static void send_busy(int fd)
{
    TEXT(t, 512);
    respond_busy(&t);
    (void)send(fd, t.at, t.len, MSG_NOSIGNAL);
}

/* Takes a slot from whom it costs least; false: all are at work. */
static bool make_room(void)
{
    struct conn *victim = NULL;
    unsigned most = 0;
    for (struct conn *c = net_next(NULL); c; c = net_next(c)) {
        unsigned r = readiness(c);
        if (r > most || (r == most && r > 0 && c->deadline_ms < victim->deadline_ms)) {
            victim = c;
            most = r;
        }
    }
    if (!victim)
        return false;
    net.traffic->displaced++;
    if (most != 2)
        send_busy(victim->fd);
    victim->lingers = true;
    conn_release(victim);
    return true;
}

static bool share_is_full(const char *address)
{
    uint16_t held = 0;
    for (struct conn *c = net_next(NULL); c; c = net_next(c))
        if (strcmp(c->address, address) == 0)
            held++;
    return held >= net.set.address_share;
}

static bool shares(const char *address)
{
    struct slice a = slice_of(address);
    bool loopback = slice_starts(a, SLICE("127.")) || slice_equal(a, SLICE("::1"));
    return net.set.address_share > 0 && (net.set.loopback_shares || !loopback);
}

/* Nobody made room. The table counts who finds no slot. */
static bool full(int fd, const char *address, bool local, bool trusted)
{
    log_limit("connections", slice_of(address));
    return !conn_open(fd, address, local, trusted);
}

/* Whether the listener is the unix socket whose clients are trusted. */
static bool is_trusting(int fd)
{
    struct sockaddr_un at = {0};
    socklen_t len = sizeof at;
    return net.set.trusting && getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
           at.sun_family == AF_UNIX &&
           strncmp(at.sun_path, net.set.trusting, sizeof at.sun_path) == 0;
}

static bool may_be_trusted(int fd)
{
    uint32_t uid;
    return os_peer_user(fd, &uid) && (uid == 0 || uid == net.set.owner);
}

static void admit(int fd, bool trusting)
{
    struct sockaddr_storage peer = {0};
    socklen_t len = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0) {
        (void)close(fd); /* it has gone already */
        return;
    }
    bool local = peer.ss_family != AF_INET && peer.ss_family != AF_INET6;
    char address[CONN_ADDRESS_BYTES];
    struct text t;
    text_init(&t, address, sizeof address);
    address_put(&t, &peer);
    (void)text_end(&t);
    bool trusted = local && trusting && may_be_trusted(fd);
    net.traffic->accepted++;
    bool refused = !local && shares(address) && share_is_full(address);
    net.traffic->over_share += refused;
    if (refused)
        log_limit("connections-per-address", slice_of(address));
    if (!refused && net.table.used == net.table.size && !make_room())
        refused = full(fd, address, local, trusted);
    else if (!refused)
        BUG_UNLESS(conn_open(fd, address, local, trusted));
    if (refused) {
        send_busy(fd);
        leave_add(fd);
    } else if (!local) {
        int on = 1;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
}

static bool out_of_descriptors(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void newcomers(uint32_t id, short revents, uint64_t now_ms)
{
    (void)revents;
    net.now_ms = now_ms;
    struct listener *l = &listeners[id];
    for (unsigned i = 0; i < ACCEPTS_A_TURN; i++) {
        int fd = os_accept(l->fd);
        if (fd >= 0) {
            admit(fd, l->trusting);
            continue;
        }
        if (out_of_descriptors(errno)) {
            net.traffic->no_descriptor++;
            log_limit("descriptors", (struct slice){0});
            l->resume_ms = now_ms + PAUSE_MS;
            loop_want(l->watch, 0);
        }
        if (errno != EINTR && errno != ECONNABORTED)
            return;
    }
}

bool net_listen(int fd)
{
    if (listener_count == LIMIT_LISTENERS)
        return false;
    struct listener *l = &listeners[listener_count];
    *l = (struct listener){.fd = fd,
                           .watch = loop_watch(fd, POLLIN, newcomers, listener_count),
                           .trusting = is_trusting(fd)};
    BUG_UNLESS(l->watch >= 0);
    listener_count++;
    return true;
}

void net_unlisten(void)
{
    for (unsigned i = 0; i < listener_count; i++) {
        loop_forget(listeners[i].watch);
        (void)close(listeners[i].fd);
    }
    listener_count = 0;
}

uint64_t listen_tick(void)
{
    uint64_t wake = UINT64_MAX;
    for (unsigned i = 0; i < listener_count; i++) {
        struct listener *l = &listeners[i];
        if (l->resume_ms > 0 && l->resume_ms <= net.now_ms) {
            l->resume_ms = 0;
            loop_want(l->watch, POLLIN);
        }
        if (l->resume_ms > 0 && l->resume_ms < wake)
            wake = l->resume_ms;
    }
    return wake;
}
