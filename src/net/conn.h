/*
 * A connection as the application sees it, what the application does for connections (struct
 * net_app), and their settings. A connection is named across time by a handle: its slot is taken by
 * another one when it has ended.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "base/figures/traffic.h"
#include "base/table.h"
#include "net/http.h"
#include "net/ws.h"

#define CONN_ADDRESS_BYTES 64 /* "192.0.2.1", "2001:db8::1", "unix"; with the NUL */

struct conn; /* its members are seen by net alone: conn_private.h */

/*
 * The application's callbacks. None may block, nor keep a slice after it has returned; any may end
 * the connection, by conn_close().
 */
struct net_app {
    /* The head of a request has come. To be answered, now or later, by a function of
     * net/respond.h; or accepted as a WebSocket (net/upgrade.h); or http_want_body() is called
     * first. */
    void (*request)(struct conn *c, const struct http_request *r, uint64_t now_ms);
    /* A piece of the body, where it is wanted as a stream; `last` with the final one, which may be
     * empty. Returns how many of its bytes were taken: where that is fewer than all, the socket is
     * not read, and the rest is handed in again, after conn_resume(). */
    size_t (*body)(struct conn *c, struct slice piece, bool last, uint64_t now_ms);
    /* The whole body, where it is wanted whole, with the request as it was. */
    void (*whole_body)(struct conn *c, const struct http_request *r, struct slice body,
                       uint64_t now_ms);
    /* A piece of a WebSocket message. Returns how many of its bytes were taken, as body() does. */
    size_t (*message)(struct conn *c, const struct ws_event *e, uint64_t now_ms);
    /* At least half of the out buffer is free: a stream or a viewer's next frame may be written. */
    void (*writable)(struct conn *c, uint64_t now_ms);
    /* The connection has ended; its slot is given back after this. Called once for each connection
     * for which request() was. */
    void (*closed)(struct conn *c, uint64_t now_ms);
};

struct net_settings {
    const struct net_app *app;
    uint32_t header_ms;        /* for a head to come, and for each KiB of a body */
    uint32_t idle_ms;          /* between requests */
    uint32_t stall_ms;         /* for a response that makes no progress; 0: DEFAULT_STALL_MS */
    uint32_t ping_ms;          /* between pings of a WebSocket */
    uint32_t unanswered_pings; /* at most, after which the connection ends */
    uint32_t send_buffer;   /* the kernel's, in bytes, after conn_limit_kernel(); 0: the system's */
    uint64_t message_max;   /* of a WebSocket message, in bytes */
    uint16_t address_share; /* connections that one address may hold at most; 0: any number */
    bool loopback_shares;   /* that limit is also this machine's own, where a proxy may be */
    struct traffic *traffic; /* where traffic is counted; NULL: in net itself */
    const char *trusting;    /* path of the unix socket whose clients need no credential, where
                                * they are root or `owner`; NULL: there is none */
    uint32_t owner;          /* a user id */
    const char *server;      /* the Server field (RFC 9110 section 10.2.4); NULL: none */
    const char *policy;      /* Content-Security-Policy of every response; NULL: none */
};

struct handle conn_handle(const struct conn *c);
struct conn *conn_find(struct handle h); /* NULL: it has ended */
/* The open connections in the order of their slots: the first after NULL; NULL: no more. */
struct conn *conn_next(struct conn *after);
uint16_t conn_index(const struct conn *c);      /* of its slot, below LIMIT_CONNECTIONS */
const char *conn_address(const struct conn *c); /* the peer's, without the port */
bool conn_is_unix(const struct conn *c);
bool conn_is_trusted(const struct conn *c); /* came by net_settings.trusting, from root or owner */
uint64_t conn_since_ms(const struct conn *c);
/* Hands in again the rest that body() or message() did not take. */
void conn_resume(struct conn *c);
/* Ends it at once, from within this turn: nothing more is sent. */
void conn_close(struct conn *c);
/* Bytes that the out buffer would take now. */
size_t conn_room(const struct conn *c);
/* Everything was sent, and the kernel takes more. */
bool conn_all_sent(const struct conn *c);
uint64_t conn_sent(const struct conn *c); /* bytes, since it was opened */
/*
 * For a connection whose newest bytes count most: keeps what waits in the kernel unsent small
 * (net_settings.send_buffer), so that every send waits for poll() to report that the kernel has
 * sent most of it; and ends the connection when what was sent stays unacknowledged for as long as
 * pings may stay unanswered. Without effect on a unix socket.
 */
void conn_limit_kernel(struct conn *c);
/* The memory of one place in the table with its buffers, in bytes. */
size_t conn_bytes(void);

#endif
