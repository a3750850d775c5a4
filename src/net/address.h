/* A peer's address as text, without the port (RFC 5952 for IPv6). */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "base/text.h"

#include <sys/socket.h>

/* "192.0.2.1" (also for IPv4-mapped IPv6), "2001:db8::1", "unix". */
void address_put(struct text *t, const struct sockaddr_storage *address);

#endif
