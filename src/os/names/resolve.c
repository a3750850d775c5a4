/*
 * Resolves host names. Both kinds of address are requested at once, on one socket that is connected
 * to the server and so receives no other host's datagrams. If a server does not answer for TRY_MS
 * the next one is asked, for ROUNDS rounds.
 */
#include "os/names/resolve.h"

#include "base/clock.h"
#include "base/endian.h"
#include "base/text.h"
#include "os/descriptor.h"
#include "os/loop.h"
#include "os/random.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define TRY_MS 1200
#define ROUNDS 2
#define DNS_PORT 53
#define MULTICAST_PORT 5353

static const enum dns_type kinds[] = {DNS_A, DNS_AAAA};
#define ALL_KINDS 3u

/* Both questions for one name, at one server. */
struct query {
    struct slice name;
    uint16_t port; /* port of the addresses found */
    uint16_t id;
    bool multicast;
    int fd;
    struct sockaddr_in to; /* destination, for multicast */
    unsigned unanswered;   /* question kinds still unanswered, as bits */
};

/* The second question's id differs from the first one's in its lowest bit. */
static struct dns_question query_question(const struct query *q, unsigned kind)
{
    return (struct dns_question){.name = q->name,
                                 .type = kinds[kind],
                                 .id = (uint16_t)(q->id ^ kind),
                                 .multicast = q->multicast};
}

static bool query_send(struct resolver *r, struct query *q)
{
    uint8_t id[2];
    const struct sockaddr *to = q->multicast ? (const struct sockaddr *)&q->to : NULL;
    if (!os_random(id, sizeof id))
        return false;
    q->id = endian_get_u16(id);
    for (unsigned i = 0; i < COUNT(kinds); i++) {
        struct dns_question question = query_question(q, i);
        size_t n = dns_ask(&question, r->message);
        if (n == 0 || sendto(q->fd, r->message, n, 0, to, to ? sizeof q->to : 0) < 0)
            return false;
    }
    q->unanswered = ALL_KINDS;
    return true;
}

static void resolver_add(struct resolver *r, const struct query *q, unsigned kind,
                         const uint8_t *bytes)
{
    if (r->found < COUNT(r->addresses))
        name_address(&r->addresses[r->found++], kinds[kind], bytes, q->port);
}

/* Reads one datagram; false if the server cannot answer. */
static bool query_receive(struct resolver *r, struct query *q)
{
    uint8_t address[16];
    ssize_t n = recv(q->fd, r->message, sizeof r->message, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    for (unsigned i = 0; i < COUNT(kinds); i++) {
        struct dns_question question = query_question(q, i);
        if ((q->unanswered & 1u << i) == 0)
            continue;
        switch (dns_read(&question, slice_make(r->message, (size_t)n), address)) {
        case DNS_FOUND:
            resolver_add(r, q, i, address);
            q->unanswered &= ~(1u << i);
            break;
        case DNS_NONE:
            q->unanswered &= ~(1u << i);
            break;
        case DNS_REFUSED:
            return false;
        case DNS_FOREIGN:
            break;
        }
    }
    return true;
}

/* Reads answers until both questions have one, or the first has an address (the other may never be
 * answered). False if no server could answer. */
static bool query_wait(struct resolver *r, struct query *q, uint64_t until_ms)
{
    while (q->unanswered != 0 && loop_wait_for(q->fd, POLLIN, until_ms)) {
        if (!query_receive(r, q))
            return false;
        if (r->found > 0 && (q->multicast || (q->unanswered & 1) == 0))
            return true;
    }
    return q->unanswered == 0 || r->found > 0;
}

/* Asks one server for one name. */
static bool query_server(struct resolver *r, const struct os_address *server, struct query *q,
                         uint64_t until_ms)
{
    q->fd = socket(server->at.any.sa_family, SOCK_DGRAM, 0);
    bool answered = q->fd >= 0 && os_close_on_exec(q->fd) &&
                    connect(q->fd, &server->at.any, server->len) == 0 && query_send(r, q) &&
                    query_wait(r, q, clock_earlier(until_ms, clock_ms() + TRY_MS));
    if (q->fd >= 0)
        close(q->fd);
    return answered;
}

/* Asks all servers in turn for one name. False if none could answer. */
static bool query_servers(struct resolver *r, struct query *q, uint64_t until_ms)
{
    size_t count = r->names.server_count;
    for (size_t i = 0; i < ROUNDS * count && clock_ms() < until_ms; i++)
        if (query_server(r, &r->names.servers[i % count], q, until_ms))
            return true;
    return false;
}

/* Asks for the name with each domain of the search list, and for the name alone, first if it
 * contains a dot. */
static bool query_search(struct resolver *r, struct query q, uint64_t until_ms)
{
    char storage[2 * DNS_NAME_MAX];
    struct slice host = q.name;
    bool absolute = slice_ends(host, SLICE(".")), dotted = slice_find(host, '.') >= 0;
    bool answered = dotted && query_servers(r, &q, until_ms);
    for (size_t i = 0; !absolute && i < r->names.search_count && r->found == 0; i++) {
        struct text t;
        text_init(&t, storage, sizeof storage);
        text_add(&t, host);
        text_char(&t, '.');
        text_str(&t, r->names.search[i]);
        q.name = text_slice(&t);
        answered = query_servers(r, &q, until_ms) || answered;
    }
    q.name = host;
    if (!dotted && r->found == 0)
        answered = query_servers(r, &q, until_ms) || answered;
    return answered;
}

/* Asks by multicast, and repeats every TRY_MS until an answer comes. */
static void query_multicast(struct resolver *r, struct query q, uint64_t until_ms)
{
    q.multicast = true;
    q.to = r->from.multicast;
    q.fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (q.fd < 0)
        return;
    while (r->found == 0 && clock_ms() < until_ms && query_send(r, &q))
        (void)query_wait(r, &q, clock_earlier(until_ms, clock_ms() + TRY_MS));
    close(q.fd);
}

static void resolve_set_defaults(struct resolve_sources *from)
{
    if (!from->hosts)
        from->hosts = "/etc/hosts";
    if (!from->conf)
        from->conf = "/etc/resolv.conf";
    if (from->port == 0)
        from->port = DNS_PORT;
    if (from->multicast.sin_family == 0) {
        from->multicast.sin_family = AF_INET;
        from->multicast.sin_port = htons(MULTICAST_PORT);
        (void)inet_pton(AF_INET, "224.0.0.251", &from->multicast.sin_addr);
    }
}

bool resolve(struct resolver *r, const char *host, uint16_t port, uint64_t until_ms)
{
    struct query q = {.name = slice_of(host), .port = port};
    bool answered = true;
    resolve_set_defaults(&r->from);
    r->found = 0;
    if (name_number(q.name, port, &r->addresses[0])) {
        r->found = 1;
        return true;
    }
    r->found = name_hosts(r->from.hosts, r->file, q.name, port, r->addresses);
    if (r->found == 0 && slice_equal_nocase(q.name, SLICE("localhost")))
        r->found += name_number(SLICE("127.0.0.1"), port, &r->addresses[0]);
    if (r->found == 0 && slice_ends(q.name, SLICE(".local"))) {
        query_multicast(r, q, until_ms);
        answered = false; /* an absent host does not answer */
    } else if (r->found == 0) {
        name_servers_read(&r->names, r->from.conf, r->file, r->from.port);
        answered = query_search(r, q, until_ms);
    }
    errno = answered ? ENOENT : ETIMEDOUT;
    return r->found > 0;
}
