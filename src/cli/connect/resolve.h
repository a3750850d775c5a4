/*
 * Names of hosts into addresses, without getaddrinfo(), which allocates: numbers, /etc/hosts, then one-shot
 * multicast DNS (RFC 6762 section 5.1) for a name below .local, and for others DNS over UDP at the servers of
 * /etc/resolv.conf, with its search list.
 */
#ifndef CLI_RESOLVE_H
#define CLI_RESOLVE_H

#include "cli/connect/name_files.h"

/* Where names are looked for. What is zero is set to the system's by resolve(). */
struct resolve_sources {
    const char *hosts, *conf;     /* paths */
    uint16_t port;                /* of DNS servers */
    struct sockaddr_in multicast; /* sin_family 0: 224.0.0.251, port 5353 */
};

/* The working memory of one resolution: the caller's, all zero but for its sources. */
struct resolver {
    struct resolve_sources from;
    struct name_servers names;
    char file[NAME_FILES_BYTES];
    uint8_t message[DNS_MESSAGE_MAX * 3];
    size_t found;
    struct os_address addresses[NAME_FILES_ADDRESSES]; /* found of them, in the order to be tried */
};

/* Fills in r->addresses, with the port, until the deadline until_ms (clock_ms()). False: there are none, and
 * errno is ENOENT if the name is not known, ETIMEDOUT if no server answered. */
bool resolve(struct resolver *r, const char *host, uint16_t port, uint64_t until_ms);

#endif
