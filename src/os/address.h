/* Addresses for listening and connecting: "127.0.0.1:7681", "[::1]:7681", "unix:/path". They are
 * numeric; names are not resolved. */
#ifndef OS_ADDRESS_H
#define OS_ADDRESS_H

#include "base/text.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#define OS_ADDRESS_LOCAL "unix:" /* prefix of the path of a unix socket */

struct os_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } at;
    socklen_t len;
};

/* Splits "host:port" or "[host]:port", port from 1 to 65535; false if s has neither form. */
bool os_address_cut(struct slice s, struct slice *host, uint16_t *port);
/* Parses one of the three forms above; false if the text has none. */
bool os_address_parse(const char *text, struct os_address *a);
/* Appends a peer's address without its port: "192.0.2.1" (also for an IPv4-mapped IPv6 address),
 * "2001:db8::1" (RFC 5952), or "unix". */
void os_address_put(struct text *t, const struct sockaddr_storage *address);

#endif
