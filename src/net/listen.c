/*
 * The admission of new connections: a new connection gets a slot, or displaces another connection,
 * or is refused with a complete 503. If the table is full, the connection that needs its slot least
 * is displaced: one whose first or next head has been incomplete for a second; else the one idle
 * for longest; else the oldest that has not sent its first head. So clients that send one byte a
 * second cannot keep others out. A new connection is refused only if every connection has a request
 * or is upgraded, or if its address already holds its share of the slots.
 */
#include "net/listen.h"

#include "base/bug.h"
#include "base/log.h"
#include "net/conn_private.h"
#include "net/draining.h"
#include "net/respond_private.h"
#include "net/serve.h"
#include "os/address.h"
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
#define SLOW_MS 1000 /* a head incomplete for longer is displaced first */
#define PAUSE_MS 100 /* pause of a listener when the process or system is out of descriptors */

struct listener {
    int fd;
    int watch;
    bool trusting;      /* the unix socket of net_settings.trusting */
    uint64_t resume_ms; /* 0: not paused */
};

static struct listener listeners[LIMIT_LISTENERS];
static struct table counts = {.size = LIMIT_LISTENERS, .free = TABLE_NONE};

void listen_init(void)
{
    BUG_UNLESS(counts.used == 0);
    counts = (struct table){.size = LIMIT_LISTENERS, .free = TABLE_NONE};
}

/* Admission. */

/* How readily a connection is displaced, in ascending order; KEPT: never. */
enum readiness { KEPT, NEW, IDLE, SLOW };

static enum readiness readiness_of(const struct conn *c)
{
    if (c->phase != CONN_HEAD || c->dead)
        return KEPT;
    bool begun = c->in_since_ms > 0;
    if (!begun && c->requests > 0)
        return IDLE;
    return conn_now_ms() - (begun ? c->in_since_ms : c->since_ms) >= SLOW_MS ? SLOW : NEW;
}

static void send_busy(struct stream *s)
{
    TEXT(t, RESPOND_BUSY_MAX);
    size_t n;
    respond_busy(&t);
    (void)stream_write(s, conn_whole(&t), (struct slice){0}, &n);
}

/* Displaces the readiest connection; false: all are kept. */
static bool listen_displace(void)
{
    struct conn *victim = NULL;
    enum readiness most = KEPT;
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c)) {
        enum readiness r = readiness_of(c);
        if (r > most || (r == most && r != KEPT && c->deadline_ms < victim->deadline_ms)) {
            victim = c;
            most = r;
        }
    }
    if (!victim)
        return false;
    conn_traffic()->displaced++;
    if (most != IDLE)
        send_busy(&victim->stream);
    victim->drains = true;
    serve_close(victim);
    return true;
}

static bool share_is_full(const char *address)
{
    uint16_t held = 0;
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c))
        if (strcmp(c->address, address) == 0)
            held++;
    return held >= conn_settings()->address_share;
}

/* Returns whether the limit of connections applies to this address. */
static bool is_shared(const char *address)
{
    const struct net_settings *set = conn_settings();
    struct slice a = slice_of(address);
    bool loopback = slice_starts(a, SLICE("127.")) || slice_equal(a, SLICE("::1"));
    return set->address_share > 0 && (set->loopback_shares || !loopback);
}

static bool is_over_share(const char *address)
{
    if (!is_shared(address) || !share_is_full(address))
        return false;
    conn_traffic()->over_share++;
    log_limit("connections-per-address", slice_of(address));
    return true;
}

static bool has_trusted_user(int fd)
{
    uint32_t uid;
    return os_peer_user(fd, &uid) && (uid == 0 || uid == conn_settings()->owner);
}

static void listen_refuse(int fd)
{
    struct stream s = stream_of(fd);
    send_busy(&s);
    draining_add(s);
}

/* Gives a new connection a slot; NULL: none is free (counted by the table). */
static struct conn *listen_open(int fd, const char *address, bool local)
{
    if (conn_table()->used == conn_table()->size && !listen_displace())
        log_limit("connections", slice_of(address));
    return serve_open(fd, address, local);
}

static void listen_admit(int fd, bool trusting)
{
    struct sockaddr_storage peer = {0};
    socklen_t len = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0) {
        (void)close(fd); /* the peer has already closed */
        return;
    }
    bool local = peer.ss_family != AF_INET && peer.ss_family != AF_INET6;
    TEXT(address, CONN_ADDRESS_BYTES);
    os_address_put(&address, &peer);
    conn_traffic()->accepted++;
    struct conn *c = NULL;
    if (local || !is_over_share(text_end(&address)))
        c = listen_open(fd, text_end(&address), local);
    if (!c) {
        listen_refuse(fd);
        return;
    }
    c->trusted = local && trusting && has_trusted_user(fd);
    int on = 1;
    if (!local)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* The listeners. */

static bool is_out_of_descriptors(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void listen_pause(struct listener *l, uint64_t now_ms)
{
    conn_traffic()->no_descriptor++;
    log_limit("descriptors", (struct slice){0});
    l->resume_ms = now_ms + PAUSE_MS;
    loop_want(l->watch, 0);
}

static void listen_ready(uint32_t id, short revents, uint64_t now_ms)
{
    struct listener *l = &listeners[id];
    (void)revents;
    conn_set_now(now_ms);
    for (unsigned i = 0; i < ACCEPTS_A_TURN; i++) {
        int fd = os_accept(l->fd);
        if (fd >= 0) {
            listen_admit(fd, l->trusting);
            continue;
        }
        if (is_out_of_descriptors(errno)) {
            listen_pause(l, now_ms);
            return;
        }
        if (errno != EINTR && errno != ECONNABORTED)
            return;
    }
}

/* Returns whether a socket is the unix socket of net_settings.trusting. */
static bool is_trusting(int fd)
{
    const char *path = conn_settings()->trusting;
    struct sockaddr_un at = {0};
    socklen_t len = sizeof at;
    return path && getsockname(fd, (struct sockaddr *)&at, &len) == 0 && at.sun_family == AF_UNIX &&
           strncmp(at.sun_path, path, sizeof at.sun_path) == 0;
}

bool listen_add(int fd)
{
    if (counts.used == LIMIT_LISTENERS) {
        counts.refused++;
        return false;
    }
    listeners[counts.used] =
        (struct listener){.fd = fd,
                          .watch = loop_watch(fd, POLLIN, listen_ready, counts.used),
                          .trusting = is_trusting(fd)};
    BUG_UNLESS(listeners[counts.used].watch >= 0);
    if (++counts.used > counts.high)
        counts.high = counts.used;
    return true;
}

void listen_close(void)
{
    for (; counts.used > 0; counts.used--) {
        struct listener *l = &listeners[counts.used - 1];
        loop_forget(l->watch);
        (void)close(l->fd);
    }
}

uint64_t listen_tick(void)
{
    uint64_t wake_ms = UINT64_MAX;
    for (unsigned i = 0; i < counts.used; i++) {
        struct listener *l = &listeners[i];
        if (l->resume_ms > 0 && l->resume_ms <= conn_now_ms()) {
            l->resume_ms = 0;
            loop_want(l->watch, POLLIN);
        }
        if (l->resume_ms > 0 && l->resume_ms < wake_ms)
            wake_ms = l->resume_ms;
    }
    return wake_ms;
}

const struct table *listen_table(void)
{
    return &counts;
}
