/*
 * Resolving names of hosts without getaddrinfo(), which allocates: numeric addresses, /etc/hosts,
 * then one-shot multicast DNS (RFC 6762 section 5.1) for names below .local, and for others DNS
 * over UDP at the servers of /etc/resolv.conf, with its search list.
 */
#ifndef OS_RESOLVE_H
#define OS_RESOLVE_H

#include "os/names/name_files.h"

/* The sources of names. resolve() replaces zero members by the system's. */
struct resolve_sources {
    const char *hosts, *conf;     /* paths */
    uint16_t port;                /* port of DNS servers */
    struct sockaddr_in multicast; /* sin_family 0: 224.0.0.251, port 5353 */
};

/* The working memory of one resolution, owned by the caller; all zero except its sources. */
struct resolver {
    struct resolve_sources from;
    struct name_servers names;
    char file[NAME_FILES_BYTES];
    uint8_t message[DNS_MESSAGE_MAX * 3];
    size_t found;
    struct os_address addresses[NAME_FILES_ADDRESSES]; /* `found` of them, in the order of use */
};

/* Fills r->addresses, with the port, before the deadline until_ms (clock_ms()). False if it found
 * none: errno is ENOENT if the name is unknown, ETIMEDOUT if no server answered. */
bool resolve(struct resolver *r, const char *host, uint16_t port, uint64_t until_ms);

#endif
