/* The server process, as the keeper sees it: started, sent messages, heard, and restarted whenever it dies. */
#ifndef KEEPER_SERVER_H
#define KEEPER_SERVER_H

#include "keeper/launch.h"

struct server_settings {
    const struct config *config;
    struct board *board;
    keeper_server *serve;
};

void server_init(const struct server_settings *settings);
/* Starts a server where none runs and the back-off is over, and kills one that hangs. Returns when it wants to
 * be called next, UINT64_MAX: never. */
uint64_t server_tick(uint64_t now_ms);
bool server_alive(void);
/* Sends what is pending; the rest when the socket has room. */
void server_flush(void);
/* A process was reaped; false: it is not the server. */
bool server_reaped(int32_t pid, int32_t status, uint64_t now_ms);
/* From now on none is started, and the one that runs is asked to send its viewers away and to exit. */
void server_stop(void);
/* The server that runs is asked to exit, and its successor gets this configuration. */
void server_renew(const struct config *config);
void server_kill(void);

#endif
