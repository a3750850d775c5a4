/*
 * The network side of the server: listeners and connections, driven by the loop's turns. net knows
 * HTTP, WebSocket and addresses; what is served is the application's, whose callbacks (struct net_app)
 * are called from loop_turn() and net_tick().
 *
 *   socket -> net/stream -> in buffer -> net/http or net/ws -> net_app -> out buffer -> net/stream
 *
 * An application includes, beside this:
 *   net/conn.h     a connection, the callbacks, the settings
 *   net/http.h     a request                 net/fields.h   its fields, cookies, parameters
 *   net/respond.h  answers to it             net/upgrade.h  WebSocket connections
 *   net/assets.h   the page's files
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "net/conn.h"

/* To be called once, after loop_init(). */
void net_init(const struct net_settings *settings);
/* Takes over a listening socket; false: LIMIT_LISTENERS are open, and it is the caller's. */
bool net_listen(int fd);
/* Closes the listeners: there are no new connections. */
void net_unlisten(void);
/* Deadlines, pings, and connections that were written to from outside their own callbacks. To be
 * called once a turn; returns when it wants to be called next. */
uint64_t net_tick(uint64_t now_ms);
/* Closes the listeners and the idle connections, sends 1001 to WebSockets, and lets responses that
 * are under way end. */
void net_shutdown(uint64_t now_ms);

/* Capacities: size, used, high and refused. */
const struct table *net_connections(void); /* refused: a 503 */
const struct table *net_draining(void);    /* refused: the oldest was closed for another one */
const struct table *net_listeners(void);
const struct traffic *net_counted(void);

#endif
