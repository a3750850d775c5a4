/*
 * Devices that windows show: serial ones, and TCP ports with a serial line at the other end. Each
 * window has one slot, separate from the process table (keeper/child/children). A line is open or
 * is being opened; one that cannot be opened takes no slot: the server is sent AWAY, and retries at
 * will.
 */
#ifndef KEEPER_LINES_H
#define KEEPER_LINES_H

#include "board/message.h"

void lines_init(void);
/* Requests of the server about a slot below LIMIT_WINDOWS. False if no correct server would send
 * this one. */
bool lines_start(const struct message *m, uint64_t now_ms);
bool lines_end(const struct message *m);    /* closes the line; ENDED becomes pending */
bool lines_lost(const struct message *m);   /* closes the line; START opens it again */
bool lines_forget(const struct message *m); /* after ENDED */
/* Whether a line has the window's slot. */
bool lines_has(struct handle window);
/* Closes connection attempts past their deadline. Returns the time of the next call; UINT64_MAX:
 * none. */
uint64_t lines_tick(uint64_t now_ms);
/* Called when a new server starts: every line becomes pending again; connections under way are
 * closed. */
void lines_new_server(void);
/* Sends pending messages; false if the socket is full. */
bool lines_flush(int socket);
/* Closes every line; an ENDED for each is pending. */
void lines_close_all(void);
/* Returns the descriptors one by one, from *place = 0 on; NULL after the last. */
int *lines_fd(uint16_t *place);

#endif
