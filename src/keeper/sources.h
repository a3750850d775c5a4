/*
 * All sources of windows: programs (keeper/child/children) and lines (keeper/line/lines). A
 * window's slot holds one of them or none.
 */
#ifndef KEEPER_SOURCES_H
#define KEEPER_SOURCES_H

#include "keeper/child/children.h"

/* settings remain the caller's, and are read at every start. */
void sources_init(uint32_t kill_ms, const struct spawn_settings *settings);
/* Requests of the server (board/message.h). False if no correct server would send this one. */
bool sources_start(const struct message *m, uint64_t now_ms);
bool sources_end(const struct message *m, uint64_t now_ms);
bool sources_lost(const struct message *m, uint64_t now_ms);
bool sources_log(const struct message *m, uint64_t now_ms);
bool sources_forget(const struct message *m, uint64_t now_ms);
/* Does the work that is due. Returns the time of the next call; UINT64_MAX: none. */
uint64_t sources_tick(uint64_t now_ms);
/* Asks every program to end and closes every line; START has no effect any more. */
void sources_end_all(uint64_t now_ms);
/* Called when a new server starts: everything that windows have becomes pending again. */
void sources_new_server(uint64_t now_ms);
/* Sends pending messages; false if the socket is full. */
bool sources_flush(int socket);

#endif
