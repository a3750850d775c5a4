/*
 * Sockets with a deadline in clock_ms(), UINT64_MAX for none. Each function waits until its descriptor is ready
 * and sets errno where it fails: ETIMEDOUT past the deadline.
 */
#ifndef CLI_SOCKET_H
#define CLI_SOCKET_H

#include "os/address.h"

/* Connects a stream socket, nonblocking and close-on-exec; -1: errno. */
int socket_connect(const struct os_address *to, uint64_t until_ms);
/* Sends all of the bytes; false: errno, and some of them may have been sent. */
bool socket_send(int fd, struct slice bytes, uint64_t until_ms);
/* Receives what comes first of up to size bytes; 0: the peer has closed; -1: errno. */
ssize_t socket_receive(int fd, uint8_t *to, size_t size, uint64_t until_ms);

#endif
