/*
 * Connections: a static table, each with an in buffer, an out buffer, deadlines, and at
 * most one request being answered. net knows HTTP, WebSocket and addresses; what is served is the
 * application's, which is told by the functions of struct net_app.
 *
 *   socket -> conn (in buffer) -> http or ws -> net_app -> out buffer (and a constant tail, or a
 * source) -> socket
 *
 * A handler never blocks, and keeps no slice past its return.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "base/figures/traffic.h"
#include "base/table.h"
#include "net/http.h"
#include "net/ws.h"

#define CONN_ADDRESS_BYTES 64 /* "192.0.2.1", "2001:db8::1", "unix" */

struct conn; /* conn.h, for net alone */

/* What an upgraded connection's peer sent. Returns how many of the bytes were taken: where that is
 * less than all, the rest is handed in again after conn_resume(), and the socket is not read until
 * then. The same for the pieces of a request's body. */
struct net_app {
    /* A request's head is complete. Answer it with one of the http_ functions, or accept the
     * upgrade, or call http_want_body() to be handed its body first. */
    void (*request)(struct conn *c, const struct http_request *r, uint64_t now_ms);
    /* A piece of the body, where it was asked for as a stream; last with the final one (which may
     * be empty). */
    size_t (*body)(struct conn *c, struct slice piece, bool last, uint64_t now_ms);
    /* The whole body, where it was asked for whole; the request is as it was. */
    void (*whole_body)(struct conn *c, const struct http_request *r, struct slice body,
                       uint64_t now_ms);
    /* A piece of a WebSocket message. */
    size_t (*message)(struct conn *c, const struct ws_event *e, uint64_t now_ms);
    /* The out buffer has been sent, at least in half: a source, or a viewer's next frame, may
     * write. */
    void (*writable)(struct conn *c, uint64_t now_ms);
    /* The connection is over and its slot is about to be given back. Called once for each
     * connection for which request() was called. */
    void (*closed)(struct conn *c, uint64_t now_ms);
};

struct net_settings {
    const struct net_app *app;
    uint32_t header_ms; /* DEFAULT_HEADER_MS; also for a body */
    uint32_t idle_ms;
    uint32_t ping_ms;
    uint32_t unanswered_pings;
    uint32_t send_buffer;    /* SO_SNDBUF and TCP_NOTSENT_LOWAT of an upgraded connection; 0: the
                                system's */
    uint32_t stall_ms;       /* a response that makes no progress for so long ends; 0: 30 s */
    uint64_t message_max;    /* of a WebSocket message */
    uint16_t address_share;  /* the most connections that one address may hold; 0: no share */
    bool loopback_shares;    /* also this machine's own address, where a proxy may be */
    struct traffic *traffic; /* where it is counted, perhaps with what was before; NULL: in net */
    const char *trusting;    /* the path of the unix socket whose clients need no credential, where
                                they are root or `owner`; NULL: there is none */
    uint32_t owner;          /* a user */
    const char *server;      /* the Server field */
    const char *policy;      /* Content-Security-Policy of every response */
};

void net_init(const struct net_settings *settings);
bool net_listen(int fd); /* takes over a listening descriptor; false: LIMIT_LISTENERS are there */
void net_unlisten(void); /* closes the listeners: nobody new is let in */
/* Deadlines, pings, and what is to be done later; returns when it wants to be called next. Called
 * once a turn. */
uint64_t net_tick(uint64_t now_ms);
/* Sends close 1001 to the upgraded, lets responses under way end, closes the rest. */
void net_shutdown(uint64_t now_ms);
const struct table *net_connections(void);
const struct traffic *net_counted(void);
/* Visits every open connection: the first with after = NULL; NULL: no more. */
struct conn *net_next(struct conn *after);

/* A connection, seen from the application. */
struct handle conn_handle(const struct conn *c);
struct conn *conn_find(struct handle h); /* NULL: it has ended */
uint16_t conn_index(const struct conn *c);
const char *conn_address(const struct conn *c); /* the peer's, without the port */
bool conn_is_unix(const struct conn *c);
bool conn_is_trusted(const struct conn *c); /* came by net_settings.trusting, and may */
bool conn_is_websocket(const struct conn *c);
uint64_t conn_since_ms(const struct conn *c);
void conn_resume(struct conn *c);       /* hand in again what was not taken */
void conn_close(struct conn *c);        /* at once */
size_t conn_room(const struct conn *c); /* bytes that the out buffer would take now */
/* The kernel keeps little of what is not sent yet (net_settings.send_buffer): for what gets old.
 * After each send the kernel is awaited, for it tells by poll() alone that it has sent it on. And
 * it gives the connection up as late as pings would, where nothing sent is acknowledged. */
void conn_keep_little(struct conn *c);
bool conn_all_sent(const struct conn *c); /* nothing waits here, and the kernel wants more */
uint64_t conn_sent(const struct conn *c); /* bytes ever sent */

/* A sentence of an error, in bytes. */
#define HTTP_SENTENCE_MAX 512

/* Answering. A text that was cut never leaves: handing one to any of these, as a body, a piece or
 * field lines, is a bug. A NULL text is an empty one. A response has Date, Server, the security fields, Content-Length or chunked coding,
 * and "Connection: close" where the connection ends after it. HEAD is seen to: no body is sent.
 * extra: further field lines, each ended by CRLF. All but http_constant() forbid storing.
 * Body and head together must fit the (empty) out buffer: what may be longer is a stream. A
 * connection that will not be answered in time is the application's to close. */
void http_answer(struct conn *c, unsigned status, const char *type, const struct text *body,
                 const struct text *extra);
/* {"error": sentence}, of at most HTTP_SENTENCE_MAX bytes. */
void http_error(struct conn *c, unsigned status, const char *sentence);
void http_error_with(struct conn *c, unsigned status, const char *sentence,
                     const struct text *extra);
void http_error_text(struct conn *c, unsigned status, const struct text *sentence);
void http_constant(
    struct conn *c, unsigned status, const char *type, struct slice body,
    const struct text *extra); /* body outlives everything: sent from where it stands */
/* A body of unknown length, written as room comes: http_stream(), then http_piece() from here and
 * from writable(), then http_finish(). */
void http_stream(struct conn *c, unsigned status, const char *type, const struct text *extra);
size_t http_room(const struct conn *c);                    /* the largest piece that fits now */
void http_piece(struct conn *c, const struct text *piece); /* at most http_room() bytes */
void http_piece_raw(struct conn *c, struct slice bytes);   /* bytes that were not built as a text */
void http_finish(struct conn *c);
/* Ask for the body, before any answer: whole (at most LIMIT_JSON_BODY, else 413 is answered) or as
 * a stream. Sends 100 Continue where expected. */
void http_want_body(struct conn *c, bool whole);

/* WebSocket. */
/* 101, or a 400/426 where the upgrade is not one (then false). protocol: to be chosen, or NULL. */
bool ws_accept(struct conn *c, const struct http_request *r, const char *protocol, uint64_t now_ms);
/* Whether the client offered this subprotocol. */
bool ws_offers(const struct http_request *r, const char *protocol);
/* A whole message, where it fits (false: no room, nothing written). */
bool ws_send(struct conn *c, enum ws_opcode opcode, const struct text *message);
bool ws_send_raw(struct conn *c, enum ws_opcode opcode, struct slice data);
/* Writing a message in place: room for a payload of up to *size bytes (as much as the buffer has,
 * at most 65535), NULL where there is less than least; then ws_commit() with what was written. */
uint8_t *ws_reserve(struct conn *c, size_t least, size_t *size);
void ws_commit(struct conn *c, enum ws_opcode opcode, size_t len);
/* One frame of a message of several. */
bool ws_send_part(struct conn *c, enum ws_opcode opcode, bool fin, struct slice data);
void ws_close(struct conn *c, uint16_t code,
              const char *reason); /* waits 2 s for the peer's, then ends */
#endif
