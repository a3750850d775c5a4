/* Addresses to listen at or to connect to: "127.0.0.1:7681", "[::1]:7681", "unix:/path". Numeric: names are
 * not resolved. */
#ifndef OS_ADDRESS_H
#define OS_ADDRESS_H

#include "base/slice.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#define OS_ADDRESS_LOCAL "unix:" /* followed by the path of a unix socket */

struct os_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } at;
    socklen_t len;
};

/* Cuts "host:port" and "[host]:port", port from 1 to 65535; false: neither. */
bool os_address_cut(struct slice s, struct slice *host, uint16_t *port);
/* False: not an address. */
bool os_address_parse(const char *text, struct os_address *a);

#endif
