/* Socket options that POSIX lacks, and accept() without a race. */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

/* Accepts a connection as nonblocking and close-on-exec. Returns its descriptor, or -1 and
 * errno. */
int os_accept(int fd);
/* Returns the user at the other end of a unix socket at the time of its connect(); false if
 * unknown. */
bool os_peer_user(int fd, uint32_t *uid);
/* Keeps the kernel's send buffer for a viewer small: sets SO_SNDBUF to `bytes`, and
 * TCP_NOTSENT_LOWAT, by which POLLOUT comes only when less than half of LIMIT_UNSENT is unsent.
 * send() itself accepts more. */
void os_socket_keep_little(int fd, uint32_t bytes);
/* Ends the connection when sent bytes are not acknowledged within `ms` (TCP_USER_TIMEOUT, RFC
 * 5482); the default is about a quarter of an hour. */
void os_socket_give_up(int fd, uint32_t ms);
/* Lets the socket be bound to an address that this machine does not have yet, IPv6 included
 * (IP_FREEBIND of ip(7)). False: the system cannot. */
bool os_bind_absent(int fd);
/* Probes an idle connection, and ends it after half a minute without an answer or with
 * unacknowledged bytes. */
void os_keep_alive(int fd);
/* The poll() event for a peer that will send no more, also while received bytes are unread
 * (POLLRDHUP); 0 if the system has none. */
extern const short os_peer_ends;

#endif
