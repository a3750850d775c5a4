/*
 * Devices that windows show: serial ones, and TCP ports with a serial line behind. One slot a
 * window, beside the process table (keeper/child/children). A line is open or is being opened; where it
 * cannot be opened nothing stays here: the server is told AWAY, and asks again when it likes.
 */
#ifndef KEEPER_LINES_H
#define KEEPER_LINES_H

#include "board/message.h"

void lines_init(void);
/* The server's requests; each false: no server that works would ask this. */
bool lines_start(const struct message *m, uint64_t now_ms);
bool lines_end(const struct message *m);    /* closes it, and owes ENDED */
bool lines_lost(const struct message *m);   /* closes it; START follows where it is wanted again */
bool lines_forget(const struct message *m); /* after ENDED */
/* Whether the window's slot is a line's. */
bool lines_hold(struct handle window);
/* The connections under way, as children_exec_pipe() has it: writable where they are decided. */
int lines_connecting(uint16_t *slot);
void lines_connected(int fd);
/* Gives up what takes too long; when it wants to be called next. */
uint64_t lines_tick(uint64_t now_ms);
void lines_owe_all(void);
/* Tells the server what is owed; false: its socket is full. */
bool lines_pay(int socket);
void lines_close_all(void);
/* In the forked server: the descriptors are not its. */
void lines_close_fds(void);

#endif
