/*
 * Names of hosts, resolved by a child process that has dropped root's rights, since the keeper
 * neither waits nor reads what came from a network. The child ends by itself within NAMES_MS.
 */
#ifndef KEEPER_NAMES_H
#define KEEPER_NAMES_H

#include "os/address.h"

#define NAMES_MS 6000

/* Starts the search for a host, NUL-terminated, with a port for its addresses. Returns a
 * close-on-exec, nonblocking descriptor that is readable when there is an answer, and whose closing
 * gives up; -1 and errno on failure. */
int names_ask(const char *host, uint16_t port);
/* Reads the next address; to be called when fd is readable, and for further addresses. Returns 0;
 * EAGAIN: there is no answer yet; ENOENT: the name is unknown, ETIMEDOUT: no server has answered,
 * ENODATA: there is no further address. */
int names_next(int fd, struct os_address *to);

#endif
