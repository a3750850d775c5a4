/* Log files of windows' output: opened here, written by the server (app/io/window_log). */
#ifndef KEEPER_WINDOW_LOGS_H
#define KEEPER_WINDOW_LOGS_H

#include "board/message.h"

void window_logs_init(void);
/* Opens the file that the window's source names, after rotating it if m->status is 1 (full); the
 * answer becomes pending. False if no correct server would send this request. */
bool window_logs_open(const struct message *m);
/* Sends pending answers; false if the socket is full. */
bool window_logs_flush(int socket);
/* Closes the files of pending answers, which a new server does not expect. */
void window_logs_drop(void);
/* Returns the descriptors one by one, from *place = 0 on; NULL after the last. */
int *window_logs_fd(uint16_t *place);

#endif
