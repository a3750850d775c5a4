/* The system's files of host names: /etc/hosts (hosts(5)) and /etc/resolv.conf (resolv.conf(5)). */
#ifndef OS_NAME_FILES_H
#define OS_NAME_FILES_H

#include "os/address.h"
#include "os/names/dns.h"

#define NAME_FILES_ADDRESSES 4 /* addresses of one name; further ones are ignored */
#define NAME_FILES_SERVERS 3   /* limit of resolv.conf(5) */
#define NAME_FILES_SEARCH 6
#define NAME_FILES_BYTES 4096 /* bytes read of a file; the rest is ignored */

/* The settings of resolv.conf(5). */
struct name_servers {
    struct os_address servers[NAME_FILES_SERVERS]; /* with ports; loopback if the file names none */
    size_t server_count, search_count;
    char search[NAME_FILES_SEARCH][DNS_NAME_MAX];
};

/* Parses a numeric address; port in host order. */
bool name_number(struct slice text, uint16_t port, struct os_address *a);
/* Makes an address from `bytes` in network order, 4 or 16 by the type; port in host order. */
void name_address(struct os_address *a, enum dns_type type, const uint8_t *bytes, uint16_t port);
/* Finds addresses of a host, with the port, in a file of hosts(5); returns how many. storage:
 * NAME_FILES_BYTES of working memory, as below. */
size_t name_hosts(const char *path, char *storage, struct slice host, uint16_t port,
                  struct os_address to[NAME_FILES_ADDRESSES]);
/* Reads a file of resolv.conf(5). port: the port of the servers. */
void name_servers_read(struct name_servers *s, const char *path, char *storage, uint16_t port);

#endif
