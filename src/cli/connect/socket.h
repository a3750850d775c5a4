/* Sockets with a deadline (clock_ms(); UINT64_MAX: none). Each sets errno, ETIMEDOUT among them. */
#ifndef CLI_SOCKET_H
#define CLI_SOCKET_H

#include "os/address.h"

bool socket_wait(int fd, short events, uint64_t until_ms);
/* A connection: nonblocking, close-on-exec; -1: none. */
int socket_connect(const struct os_address *to, uint64_t until_ms);
bool socket_send(int fd, struct slice bytes, uint64_t until_ms);
/* What comes first of up to size bytes; 0: the peer has ended it; -1. */
ssize_t socket_receive(int fd, uint8_t *to, size_t size, uint64_t until_ms);

#endif
