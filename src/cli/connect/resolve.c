/*
 * A file is read whole, as far as it fits, and walked line by line. A name is asked for both kinds
 * of address at once, on one socket that is connected to the server, so that nobody else's
 * datagrams are read; a server that is silent for TRY_MS is followed by the next, twice round.
 */
#include "cli/connect/resolve.h"

#include "base/clock.h"
#include "base/text.h"
#include "os/random.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define TRY_MS 1200
#define ROUNDS 2
#define DNS_PORT 53
#define MULTICAST_PORT 5353

static struct slice read_file(struct resolver *r, const char *path)
{
    size_t used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 1;
    while (fd >= 0 && used < sizeof r->file && n > 0) {
        n = read(fd, r->file + used, sizeof r->file - used);
        used += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        close(fd);
    return slice_make(r->file, used);
}

/* The next word of a line, which ends at a comment; empty: no more. */
static struct slice next_word(struct slice *line)
{
    size_t n = 0;
    *line = slice_trim(*line);
    while (n < line->len && slice_find(SLICE(" \t\r#;"), line->at[n]) < 0)
        n++;
    struct slice word = slice_part(*line, 0, n);
    *line = slice_from(*line, n);
    return word;
}

static bool parse_number(struct slice word, uint16_t port, struct os_address *a)
{
    char text[INET6_ADDRSTRLEN];
    memset(a, 0, sizeof *a);
    if (!slice_copy(word, text, sizeof text))
        return false;
    if (inet_pton(AF_INET, text, &a->at.v4.sin_addr) == 1) {
        a->at.v4.sin_family = AF_INET;
        a->at.v4.sin_port = htons(port);
        a->len = sizeof a->at.v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &a->at.v6.sin6_addr) != 1)
        return false;
    a->at.v6.sin6_family = AF_INET6;
    a->at.v6.sin6_port = htons(port);
    a->len = sizeof a->at.v6;
    return true;
}

static void look_in_hosts(struct resolver *r, struct slice host, uint16_t port)
{
    struct slice rest = read_file(r, r->from.hosts), line, word;
    while (rest.len > 0 && r->found < RESOLVE_ADDRESSES) {
        rest = slice_cut(rest, '\n', &line);
        struct slice number = next_word(&line);
        bool named = false;
        while (!named && (word = next_word(&line)).len > 0)
            named = slice_equal_nocase(word, host);
        if (named && parse_number(number, port, &r->addresses[r->found]))
            r->found++;
    }
}

static void read_conf(struct resolver *r)
{
    struct slice rest = read_file(r, r->from.conf), line, word;
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        struct slice key = next_word(&line);
        bool search = slice_equal(key, SLICE("search"));
        if (slice_equal(key, SLICE("nameserver")) && r->server_count < RESOLVE_SERVERS &&
            parse_number(next_word(&line), r->from.port, &r->servers[r->server_count]))
            r->server_count++;
        if (!search && !slice_equal(key, SLICE("domain")))
            continue;
        r->search_count = 0;
        while (r->search_count < RESOLVE_SEARCH && (word = next_word(&line)).len > 0)
            r->search_count += slice_copy(word, r->search[r->search_count], DNS_NAME_MAX);
    }
    if (r->server_count == 0)
        r->server_count += parse_number(SLICE("127.0.0.1"), r->from.port, &r->servers[0]);
}

/* Both questions of one name, at one server. */
struct question {
    struct slice name;
    uint16_t port, id;
    bool multicast;
    int fd;
    struct sockaddr_in to; /* where multicast */
    unsigned asked;        /* kinds that were not answered yet, as bits */
};

static const enum dns_type kinds[] = {DNS_A, DNS_AAAA};

static bool ask(struct resolver *r, struct question *q)
{
    uint8_t id[2];
    if (!os_random(id, sizeof id))
        return false;
    q->id = (uint16_t)(id[0] << 8 | id[1]);
    for (unsigned i = 0; i < 2; i++) {
        size_t n = dns_ask(r->message, (uint16_t)(q->id ^ i), q->name, kinds[i]);
        const struct sockaddr *to = q->multicast ? (const struct sockaddr *)&q->to : NULL;
        if (n == 0 || sendto(q->fd, r->message, n, 0, to, q->multicast ? sizeof q->to : 0) < 0)
            return false;
    }
    q->asked = 3;
    return true;
}

static void take(struct resolver *r, const struct question *q, unsigned kind,
                 const uint8_t address[16])
{
    struct os_address *a = &r->addresses[r->found];
    if (r->found == RESOLVE_ADDRESSES)
        return;
    memset(a, 0, sizeof *a);
    if (kinds[kind] == DNS_A) {
        a->at.v4.sin_family = AF_INET;
        a->at.v4.sin_port = htons(q->port);
        memcpy(&a->at.v4.sin_addr, address, 4);
        a->len = sizeof a->at.v4;
    } else {
        a->at.v6.sin6_family = AF_INET6;
        a->at.v6.sin6_port = htons(q->port);
        memcpy(&a->at.v6.sin6_addr, address, 16);
        a->len = sizeof a->at.v6;
    }
    r->found++;
}

/* One datagram; whether the server could say. */
static bool hear(struct resolver *r, struct question *q)
{
    uint8_t address[16];
    ssize_t n = recv(q->fd, r->message, sizeof r->message, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    for (unsigned i = 0; i < 2; i++) {
        if ((q->asked & 1u << i) == 0)
            continue;
        switch (dns_read((struct slice){r->message, (size_t)n}, (uint16_t)(q->id ^ i), q->name,
                         kinds[i], q->multicast, address)) {
        case DNS_FOUND:
            take(r, q, i, address);
            q->asked &= ~(1u << i);
            break;
        case DNS_NONE:
            q->asked &= ~(1u << i);
            break;
        case DNS_REFUSED:
            return false;
        case DNS_FOREIGN:
            break;
        }
    }
    return true;
}

/* Until both are answered, or one with an address (the other may be silent). False: nobody could
 * say. */
static bool listen_for(struct resolver *r, struct question *q, uint64_t until_ms)
{
    struct pollfd p = {.fd = q->fd, .events = POLLIN};
    uint64_t now;
    while (q->asked != 0 && (now = clock_ms()) < until_ms) {
        int n = poll(&p, 1, (int)(until_ms - now));
        if (n > 0 && !hear(r, q))
            return false;
        if (r->found > 0 && (q->multicast || (q->asked & 1) == 0))
            return true;
    }
    return q->asked == 0 || r->found > 0;
}

/* One server, one name. */
static bool try_server(struct resolver *r, const struct os_address *server, struct question *q,
                       uint64_t until_ms)
{
    q->fd = socket(server->at.any.sa_family, SOCK_DGRAM, 0);
    bool said = q->fd >= 0 && fcntl(q->fd, F_SETFD, FD_CLOEXEC) == 0 &&
                connect(q->fd, &server->at.any, server->len) == 0 && ask(r, q) &&
                listen_for(r, q, clock_earlier(until_ms, clock_ms() + TRY_MS));
    if (q->fd >= 0)
        close(q->fd);
    return said;
}

/* False: no server could say. */
static bool look_up(struct resolver *r, struct question *q, uint64_t until_ms)
{
    for (unsigned i = 0; i < ROUNDS * r->server_count && clock_ms() < until_ms; i++)
        if (try_server(r, &r->servers[i % r->server_count], q, until_ms))
            return true;
    return false;
}

/* The name with each end of the search list; before the name alone where that has no dot. */
static bool look_up_all(struct resolver *r, struct question q, uint64_t until_ms)
{
    char storage[2 * DNS_NAME_MAX];
    struct slice host = q.name;
    bool absolute = slice_ends(host, SLICE(".")), dotted = slice_find(host, '.') >= 0;
    bool said = dotted && look_up(r, &q, until_ms);
    for (size_t i = 0; !absolute && i < r->search_count && r->found == 0; i++) {
        struct text t;
        text_init(&t, storage, sizeof storage);
        text_add(&t, host);
        text_char(&t, '.');
        text_str(&t, r->search[i]);
        q.name = text_slice(&t);
        said = look_up(r, &q, until_ms) || said;
    }
    q.name = host;
    if (!dotted && r->found == 0)
        said = look_up(r, &q, until_ms) || said;
    return said;
}

static bool look_nearby(struct resolver *r, struct question q, uint64_t until_ms)
{
    q.multicast = true;
    q.to = r->from.multicast;
    q.fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (q.fd < 0)
        return false;
    while (r->found == 0 && clock_ms() < until_ms && ask(r, &q))
        (void)listen_for(r, &q, clock_earlier(until_ms, clock_ms() + TRY_MS));
    close(q.fd);
    return false;
}

static void fill_in(struct resolve_sources *from)
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
    struct question q = {.name = slice_of(host), .port = port};
    bool said = true;
    fill_in(&r->from);
    r->found = r->server_count = r->search_count = 0;
    if (parse_number(q.name, port, &r->addresses[0])) {
        r->found = 1;
        return true;
    }
    look_in_hosts(r, q.name, port);
    if (r->found == 0 && slice_equal_nocase(q.name, SLICE("localhost")))
        r->found += parse_number(SLICE("127.0.0.1"), port, &r->addresses[0]);
    if (r->found == 0 && slice_ends(q.name, SLICE(".local"))) {
        said = look_nearby(r, q, until_ms);
    } else if (r->found == 0) {
        read_conf(r);
        said = look_up_all(r, q, until_ms);
    }
    errno = said ? ENOENT : ETIMEDOUT;
    return r->found > 0;
}
