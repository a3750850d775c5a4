/* Opening a listening socket by its address: "127.0.0.1:7681", "[::1]:7681", "unix:/path". */
#ifndef KEEPER_LISTEN_H
#define KEEPER_LISTEN_H

#include "base/text.h"

/* Opens a listener, nonblocking and close-on-exec. Returns its descriptor; -1, and an error
 * sentence that states the remedy, on failure. */
int listen_open(const char *address, struct text *error);
/* Gives the file of a unix socket a group, unless that is empty, and a mode; no effect for other
 * addresses. On failure false, with the reason in `error`. */
bool listen_share(const char *address, const char *group, uint16_t mode, struct text *error);
/* Like listen_open(), for a unix socket that only its owner and root may connect to; its folder
 * must be inaccessible to others. */
int listen_private(const char *address, struct text *error);
/* Like listen_open(), with a listening socket that the service manager passed. */
int listen_inherit(int fd, struct text *error);
/* Removes the file of a unix socket; no effect for other addresses. */
void listen_remove(const char *address);
/* Writes the URL at which a person reaches the address (loopback for a wildcard address); empty for
 * a unix socket. */
void listen_url(const char *address, const char *base, struct text *url);

#endif
