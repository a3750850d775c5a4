/*
 * Devices that windows show: serial ones, and TCP ports with a serial line at the other end. One slot a
 * window, apart from the process table (keeper/child/children). A line is open or is being opened; one that
 * cannot be opened takes no slot: the server is sent AWAY, and asks again when it chooses to.
 */
#ifndef KEEPER_LINES_H
#define KEEPER_LINES_H

#include "board/message.h"

void lines_init(void);
/* Requests of the server, about a slot below LIMIT_WINDOWS. False: no correct server would ask this. */
bool lines_start(const struct message *m, uint64_t now_ms);
bool lines_end(const struct message *m);    /* closes the line; ENDED is pending */
bool lines_lost(const struct message *m);   /* closes the line; START follows to open it again */
bool lines_forget(const struct message *m); /* after ENDED */
/* Whether the window's slot is in use by a line. */
bool lines_has(struct handle window);
/* Gives up connections past their deadline. Returns when it wants to be called next, UINT64_MAX: never. */
uint64_t lines_tick(uint64_t now_ms);
/* A new server: every line is pending again; connections under way are closed. */
void lines_new_server(void);
/* Sends what is pending; false: the socket is full. */
bool lines_flush(int socket);
void lines_close_all(void);
/* The descriptors, one after the other from *place = 0 on; NULL: no more. */
int *lines_fd(uint16_t *place);

#endif
