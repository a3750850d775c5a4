/*
 * What feeds windows, as one: programs (keeper/child/children) and lines (keeper/line/lines). A window's slot
 * holds one of them or none.
 */
#ifndef KEEPER_SOURCES_H
#define KEEPER_SOURCES_H

#include "keeper/child/children.h"

/* settings stay the caller's, and are read at every start. */
void sources_init(uint32_t kill_ms, const struct spawn_settings *settings);
/* Requests of the server (board/message.h). False: no correct server would ask this. */
bool sources_start(const struct message *m, uint64_t now_ms);
bool sources_end(const struct message *m, uint64_t now_ms);
bool sources_lost(const struct message *m, uint64_t now_ms);
bool sources_log(const struct message *m, uint64_t now_ms);
bool sources_forget(const struct message *m, uint64_t now_ms);
/* Returns when it wants to be called next, UINT64_MAX: never. */
uint64_t sources_tick(uint64_t now_ms);
/* Asks every program to end and closes every line; from now on START does nothing. */
void sources_end_all(uint64_t now_ms);
/* A new server: everything that windows have is pending again. */
void sources_new_server(uint64_t now_ms);
/* Sends what is pending; false: the socket is full. */
bool sources_flush(int socket);

#endif
