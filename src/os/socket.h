/* Options of sockets that POSIX does not have, and accept() without a race. */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

/* Accepts a connection: nonblocking, close-on-exec. -1 and errno. */
int os_accept(int fd);
/* The user at the other end of a unix socket, as of when it connected; false: unknown. */
bool os_peer_user(int fd, uint32_t *uid);
/* Keeps the kernel's send buffer for a viewer small: SO_SNDBUF of `bytes`, and by
 * TCP_NOTSENT_LOWAT POLLOUT comes only when less than half of LIMIT_UNSENT is still unsent.
 * send() itself accepts more. */
void os_socket_keep_little(int fd, uint32_t bytes);
/* Ends the connection when what was sent is not acknowledged within `ms` (TCP_USER_TIMEOUT, RFC 5482),
 * rather than after a quarter of an hour. */
void os_socket_give_up(int fd, uint32_t ms);
/* Probes a silent connection, and ends it after half a minute without an answer, or as long with bytes
 * that are not acknowledged. */
void os_keep_alive(int fd);
/* The poll() event that says that the peer will send no more, also while what it did send is not yet
 * read (POLLRDHUP); 0: there is none here. */
extern const short os_peer_ends;

#endif
