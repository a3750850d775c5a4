/* The turns of the network side: start, ticks, shutdown, and the figures of all connections. */
#include "net/net.h"

#include "base/clock.h"
#include "net/conn_private.h"
#include "net/draining.h"
#include "net/listen.h"
#include "net/respond_private.h"
#include "net/serve.h"
#include "net/upgrade.h"

void net_init(const struct net_settings *settings)
{
    conn_init(settings);
    draining_init();
    listen_init();
    respond_init();
    loop_measure(&conn_traffic()->turn);
}

bool net_listen(int fd)
{
    return listen_add(fd);
}

void net_unlisten(void)
{
    listen_close();
}

/* Serves the touched connections. A connection touched during the walk may have to wait for the
 * next tick. */
static void serve_touched(void)
{
    for (struct conn *c = conn_next_taken(NULL); c; c = conn_next_taken(c))
        if (c->touched)
            serve_conn(c);
}

static void expire_due(uint64_t now_ms)
{
    conn_reset_earliest();
    for (struct conn *c = conn_next_taken(NULL); c; c = conn_next_taken(c)) {
        if (c->deadline_ms <= now_ms)
            serve_expire(c);
        else
            conn_set_deadline(c, c->deadline_ms);
    }
}

uint64_t net_tick(uint64_t now_ms)
{
    conn_set_now(now_ms);
    uint64_t wake_ms = clock_earlier(listen_tick(), draining_tick());
    if (conn_any_touched())
        serve_touched();
    if (conn_earliest_ms() <= now_ms)
        expire_due(now_ms);
    wake_ms = clock_earlier(wake_ms, conn_earliest_ms());
    return conn_any_touched() ? now_ms : wake_ms;
}

void net_shutdown(uint64_t now_ms)
{
    conn_set_now(now_ms);
    conn_shut_down();
    listen_close();
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c)) {
        if (c->phase == CONN_HEAD)
            conn_close(c);
        else if (c->phase == CONN_WEBSOCKET)
            ws_close(c, WS_CLOSE_GOING_AWAY, "the server is shutting down");
        c->keep_alive = false;
    }
}

const struct table *net_connections(void)
{
    return conn_table();
}

const struct table *net_draining(void)
{
    return draining_table();
}

const struct table *net_listeners(void)
{
    return listen_table();
}

const struct traffic *net_counted(void)
{
    return conn_traffic();
}
