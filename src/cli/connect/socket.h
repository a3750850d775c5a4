/*
 * Sockets with a deadline in clock_ms(), UINT64_MAX for none. Each function waits until its
 * descriptor is ready, and sets errno on failure: ETIMEDOUT past the deadline.
 */
#ifndef CLI_SOCKET_H
#define CLI_SOCKET_H

#include "os/address.h"

/* Connects a nonblocking, close-on-exec stream socket; -1 and errno on failure. */
int socket_connect(const struct os_address *to, uint64_t until_ms);
/* Sends all of the bytes. False and errno on failure; some may have been sent. */
bool socket_send(int fd, struct slice bytes, uint64_t until_ms);
/* Receives at least one and at most `size` bytes; 0 if the peer has closed, -1 and errno on
 * failure. */
ssize_t socket_receive(int fd, uint8_t *to, size_t size, uint64_t until_ms);

#endif
