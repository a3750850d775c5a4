/*
 * Names of hosts into addresses, without getaddrinfo(), which allocates: numbers, /etc/hosts, then
 * one-shot multicast DNS (RFC 6762 section 5.1) for a name below .local, and for others DNS over
 * UDP at the servers of /etc/resolv.conf, with its search list.
 */
#ifndef OS_RESOLVE_H
#define OS_RESOLVE_H

#include "cli/connect/dns.h"
#include "os/address.h"

#define RESOLVE_ADDRESSES 4
#define RESOLVE_SERVERS 3 /* as resolv.conf(5) has it */
#define RESOLVE_SEARCH 6

/* Where it is looked; all zero is filled in with the system's by resolve(). */
struct resolve_sources {
    const char *hosts, *conf;
    uint16_t port;                /* of DNS servers */
    struct sockaddr_in multicast; /* sin_family 0: the standard's */
};

/* What one resolution works in: the caller's, all zero but for its sources. */
struct resolver {
    struct resolve_sources from;
    struct os_address servers[RESOLVE_SERVERS];
    size_t server_count, search_count, found;
    char search[RESOLVE_SEARCH][DNS_NAME_MAX];
    char file[4096];
    uint8_t message[DNS_MESSAGE_MAX * 3];
    struct os_address addresses[RESOLVE_ADDRESSES]; /* found of them, in the order to be tried */
};

/* Fills in r->addresses, with the port; false: there are none by then (clock_ms()), and errno says
 * ENOENT where the name is not known, ETIMEDOUT where nobody answered. */
bool resolve(struct resolver *r, const char *host, uint16_t port, uint64_t until_ms);

#endif
