/*
 * The network side of the server: listeners and connections, driven by the loop's turns. net knows
 * HTTP, WebSocket and addresses; the application decides what is served, in callbacks (struct
 * net_app) that are called from loop_turn() and net_tick().
 *
 *   socket -> net/stream -> in buffer -> net/http or net/ws -> net_app -> out buffer -> net/stream
 *
 * Other headers for an application:
 *   net/conn.h     connections, the callbacks, the settings
 *   net/http.h     requests                  net/fields.h   their fields, cookies, parameters
 *   net/respond.h  responses                 net/upgrade.h  WebSocket connections
 *   net/assets.h   the page's files
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "net/conn.h"

/* Initializes net; call once, after loop_init(). */
void net_init(const struct net_settings *settings);
/* Takes over a listening socket; false: LIMIT_LISTENERS are open, and the caller keeps the
 * socket. */
bool net_listen(int fd);
/* Closes the listeners: no new connections are accepted. */
void net_unlisten(void);
/* Handles deadlines and pings, and serves connections written to outside their own callbacks.
 * Call once a turn; returns the time of the next call in ms (UINT64_MAX: never). */
uint64_t net_tick(uint64_t now_ms);
/* Closes the listeners and the idle connections, sends 1001 to WebSockets, and lets responses in
 * progress finish. */
void net_shutdown(uint64_t now_ms);

/* Capacities: size, used, high and refused. */
const struct table *net_connections(void); /* refused: answered with 503 */
const struct table *net_draining(void);    /* refused: the oldest was closed for a new one */
const struct table *net_listeners(void);
const struct traffic *net_counted(void);

#endif
