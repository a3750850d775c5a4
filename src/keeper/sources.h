/*
 * What feeds windows, seen as one: programs (keeper/child/children) and lines (keeper/line/lines). A window's
 * slot holds one of them or none.
 */
#ifndef KEEPER_SOURCES_H
#define KEEPER_SOURCES_H

#include "keeper/child/children.h"

void sources_init(uint32_t kill_ms);
/* The server's requests. False: no server that works would ask this. */
bool sources_start(const struct message *m, const struct spawn_settings *settings, uint64_t now_ms);
bool sources_end(const struct message *m, uint64_t now_ms);
bool sources_lost(const struct message *m);
bool sources_forget(const struct message *m);
/* When it wants to be called next, UINT64_MAX: never. */
uint64_t sources_tick(uint64_t now_ms);
void sources_end_all(uint64_t now_ms);
/* A new server is to be told everything. */
void sources_owe_all(uint64_t now_ms);
/* Tells the server what is owed; false: its socket is full. */
bool sources_pay(int socket);
/* In the forked server: the descriptors are not its. */
void sources_close_fds(void);

#endif
