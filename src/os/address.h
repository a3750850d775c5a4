/* Where to listen or to connect: "127.0.0.1:7681", "[::1]:7681", "unix:/path". Numbers, never
 * names: no resolver is asked. */
#ifndef OS_ADDRESS_H
#define OS_ADDRESS_H

#include "base/slice.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#define OS_ADDRESS_LOCAL "unix:" /* what the path of a unix socket stands behind */

struct os_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } at;
    socklen_t len;
};

/* Cuts "host:port" and "[host]:port"; false where it is neither. */
bool os_address_cut(struct slice s, struct slice *host, uint16_t *port);
/* False: it is no address. */
bool os_address_parse(const char *text, struct os_address *a);

#endif
