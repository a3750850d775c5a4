/* The files that windows' output is logged to: opened here, written by the server (app/io/window_log). */
#ifndef KEEPER_WINDOW_LOGS_H
#define KEEPER_WINDOW_LOGS_H

#include "board/message.h"

void window_logs_init(void);
/* Opens the file that the window's source names, after rotating it where m->status is 1 (it is full); the
 * answer is pending. False: no correct server would ask this. */
bool window_logs_open(const struct message *m);
/* Sends pending answers; false: the socket is full. */
bool window_logs_flush(int socket);
/* Closes the files of pending answers, which a new server does not expect. */
void window_logs_drop(void);
/* The descriptors, one after the other from *place = 0 on; NULL: no more. */
int *window_logs_fd(uint16_t *place);

#endif
