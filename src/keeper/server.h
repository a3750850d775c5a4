/* The server process as the keeper sees it: its start, its messages, and its restart whenever it
 * dies. */
#ifndef KEEPER_SERVER_H
#define KEEPER_SERVER_H

#include "keeper/launch.h"

struct server_settings {
    const struct config *config;
    struct board *board;
    keeper_server *serve;
};

void server_init(const struct server_settings *settings);
/* Starts a server if none runs and the back-off is over, and kills one that hangs. Returns the time
 * of the next call; UINT64_MAX: none. */
uint64_t server_tick(uint64_t now_ms);
bool server_alive(void);
/* Sends pending messages; those that do not fit follow when the socket has room. */
void server_flush(void);
/* Called for a reaped process; false if it is not the server. */
bool server_reaped(int32_t pid, int32_t status, uint64_t now_ms);
/* Starts no further server, and asks the running one to send its viewers away and to exit. */
void server_stop(void);
/* Sets the configuration of the next server. With `renew` the running one is asked to exit for
 * it. */
void server_configure(const struct config *config, bool renew);
/* Whether a server serves, and will not exit for another configuration. */
bool server_is_current(void);
/* Asks the server to have the windows' log files opened again. */
void server_reopen(void);
/* Sends SIGKILL to the server, if one runs. */
void server_kill(void);

#endif
