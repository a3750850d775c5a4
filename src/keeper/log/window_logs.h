/* The files that windows' output is kept in: opened here, written by the server (app/io/window_log).
 */
#ifndef KEEPER_WINDOW_LOGS_H
#define KEEPER_WINDOW_LOGS_H

#include "board/message.h"

void window_logs_init(void);
/* Opens the file that the window's source names, after moving the full ones on where m->status says
 * so; the answer is owed. False: no server that works would ask this. */
bool window_logs_open(const struct message *m);
/* Tells the server what is owed; false: its socket is full. */
bool window_logs_pay(int socket);
/* Nothing is owed any more: to a new server, and in the forked one. */
void window_logs_drop(void);

#endif
