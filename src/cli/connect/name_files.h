/* The system's files of host names: /etc/hosts (hosts(5)) and /etc/resolv.conf (resolv.conf(5)). */
#ifndef CLI_NAME_FILES_H
#define CLI_NAME_FILES_H

#include "cli/connect/dns.h"
#include "os/address.h"

#define NAME_FILES_ADDRESSES 4 /* of one name; more are not used */
#define NAME_FILES_SERVERS 3   /* as resolv.conf(5) has it */
#define NAME_FILES_SEARCH 6
#define NAME_FILES_BYTES 4096 /* of a file; what is after them is not read */

/* What resolv.conf(5) says. */
struct name_servers {
    struct os_address
        servers[NAME_FILES_SERVERS]; /* with the port; loopback alone where none is named */
    size_t server_count, search_count;
    char search[NAME_FILES_SEARCH][DNS_NAME_MAX];
};

/* An address written as a number, with the port in host order. */
bool name_number(struct slice text, uint16_t port, struct os_address *a);
/* The address of `bytes` in network order, 4 or 16 by the type, with the port in host order. */
void name_address(struct os_address *a, enum dns_type type, const uint8_t *bytes, uint16_t port);
/* Addresses of a host, with the port, in a file of hosts(5); returns how many. storage: NAME_FILES_BYTES to work
 * in, as below. */
size_t name_hosts(const char *path, char *storage, struct slice host, uint16_t port,
                  struct os_address to[NAME_FILES_ADDRESSES]);
/* Reads a file of resolv.conf(5); port: of the servers. */
void name_servers_read(struct name_servers *s, const char *path, char *storage, uint16_t port);

#endif
