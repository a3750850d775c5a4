/*
 * The interface between connections and the application: connections, the application's callbacks
 * (struct net_app) and the settings. A slot is reused after its connection has ended, so whatever
 * refers to a connection across turns keeps a handle.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "base/figures/traffic.h"
#include "base/table.h"
#include "net/http.h"
#include "net/ws.h"

#define CONN_ADDRESS_BYTES 64 /* "192.0.2.1", "2001:db8::1", "unix"; with the NUL */

struct conn; /* opaque outside net: conn_private.h */

/*
 * The application's callbacks. None may block, or keep a slice after it has returned; any of them
 * may end the connection with conn_close().
 */
struct net_app {
    /* The head of a request has arrived. The application answers it, now or later, with a
     * function of net/respond.h, or accepts it as a WebSocket (net/upgrade.h), or calls
     * http_want_body() first. */
    void (*request)(struct conn *c, const struct http_request *r, uint64_t now_ms);
    /* Passes a piece of a body that is wanted as a stream; `last` with the final piece, which
     * may be empty. Returns the number of bytes consumed: after fewer than all, the socket is
     * not read, and the rest is passed again after conn_resume(). */
    size_t (*body)(struct conn *c, struct slice piece, bool last, uint64_t now_ms);
    /* Passes a body that is wanted whole, with the request that it belongs to. */
    void (*whole_body)(struct conn *c, const struct http_request *r, struct slice body,
                       uint64_t now_ms);
    /* Passes a piece of a WebSocket message. Returns the number of bytes consumed, as body()
     * does. */
    size_t (*message)(struct conn *c, const struct ws_event *e, uint64_t now_ms);
    /* At least half of the out buffer is free: a stream or a viewer's next frame may be written. */
    void (*writable)(struct conn *c, uint64_t now_ms);
    /* The connection has ended; its slot is freed after this call. Called once for each
     * connection that request() was called for. */
    void (*closed)(struct conn *c, uint64_t now_ms);
};

struct net_settings {
    const struct net_app *app;
    uint32_t header_ms; /* deadline of a head, and of each KiB of a body */
    uint32_t idle_ms;   /* longest idle time between requests */
    uint32_t stall_ms;  /* longest time without progress of a response; 0: DEFAULT_STALL_MS */
    uint32_t ping_ms;   /* interval between pings of a WebSocket */
    uint32_t unanswered_pings; /* consecutive pings without an answer that end a connection */
    /* SO_SNDBUF in bytes, set by conn_limit_kernel(); 0: the system's default */
    uint32_t send_buffer;
    uint64_t message_max;   /* bytes of a WebSocket message at most */
    uint16_t address_share; /* connections of one address at most; 0: no limit */
    bool loopback_shares; /* the limit also applies to loopback addresses, where a proxy may run */
    struct traffic *traffic; /* counters to use; NULL: net's own */
    /* path of the unix socket whose clients need no credential if they are root or `owner`;
     * NULL: no such socket */
    const char *trusting;
    uint32_t owner;     /* a user id */
    const char *server; /* the Server field (RFC 9110 section 10.2.4); NULL: none */
    const char *policy; /* Content-Security-Policy of every response; NULL: none */
};

struct handle conn_handle(const struct conn *c);
struct conn *conn_find(struct handle h); /* NULL: the connection has ended */
/* Iterates over the open connections in the order of their slots: NULL starts, and NULL ends. */
struct conn *conn_next(struct conn *after);
uint16_t conn_index(const struct conn *c);      /* slot, below LIMIT_CONNECTIONS */
const char *conn_address(const struct conn *c); /* the peer's address, without the port */
bool conn_is_unix(const struct conn *c);
/* Returns whether it was accepted at net_settings.trusting, from root or owner. */
bool conn_is_trusted(const struct conn *c);
uint64_t conn_since_ms(const struct conn *c);
/* Passes the bytes again that body() or message() did not consume. */
void conn_resume(struct conn *c);
/* Ends the connection within this turn; nothing more is sent. */
void conn_close(struct conn *c);
/* Returns how many bytes the application may write to the out buffer now. */
size_t conn_room(const struct conn *c);
/* Returns whether the out buffer is empty and the kernel accepts more. */
bool conn_all_sent(const struct conn *c);
uint64_t conn_sent(const struct conn *c); /* bytes sent since the connection was opened */
/*
 * Limits what the kernel buffers for a connection whose newest bytes matter most. Little unsent
 * data is kept in the kernel (net_settings.send_buffer), so each send waits until poll() reports
 * that most of the data before it has been sent. The connection ends when sent data stays
 * unacknowledged for ping_ms * unanswered_pings. No effect on a unix socket.
 */
void conn_limit_kernel(struct conn *c);
/* Returns the memory of one slot with its buffers, in bytes. */
size_t conn_bytes(void);

#endif
