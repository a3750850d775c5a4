/*
 * A connection, seen from net's own files:
 *
 *   listen   lets newcomers in, or refuses them       leave    the last bytes of those that are
 * over conn     the table, the buffers, reading, writing serve    requests and bodies, deadlines
 *   respond  the http_ functions                      upgrade  the WebSocket side
 *
 * The in buffer holds, in this order: the head of a request and what was gathered of its body
 * (only while that is awaited whole), then raw bytes that were not looked at yet. Bytes are read
 * into one scratch buffer that all connections share, and only what is left over there moves to
 * the connection's own: the memory of one that sends whole requests is never touched.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "net/net.h"

#include <sys/types.h>

#define CLOSE_MS 2000       /* for the peer's close frame, and for lingering bytes */
#define DRAIN_MAX 65536     /* bytes of an unwanted body that are read for the connection's sake */
#define PROGRESS_BYTES 1024 /* of a body within header_ms count as progress */
/* Kept free of messages: a pong, a close frame and our pings must always fit. */
#define CONTROL_ROOM (2 * (WS_CONTROL_MAX + 2) + 8)

enum conn_phase {
    CONN_HEAD,       /* a request's head is awaited */
    CONN_REQUEST,    /* a request is being answered */
    CONN_WEBSOCKET,  /* upgraded */
    CONN_WS_CLOSING, /* our close frame is sent, the peer's awaited */
    CONN_ENDING      /* what is in the out buffer is sent, then it is over */
};

enum conn_body {
    BODY_DONE,
    BODY_UNASKED, /* there is one, the application has not asked for it */
    BODY_WHOLE,
    BODY_STREAM,
    BODY_DRAIN /* nobody wants it; read so that the next request is found */
};

enum conn_answer { ANSWER_NONE, ANSWER_OPEN, ANSWER_DONE };

struct conn {
    uint64_t deadline_ms;
    int fd;    /* -1: the slot is free */
    int watch; /* in the loop */
    short want;
    uint8_t phase, body, answer; /* the enums above */
    bool dead;                   /* to be released as soon as nobody works on it */
    bool lingers;                /* its last bytes are to arrive: it leaves by leave.c */
    bool touched;                /* something is to be done for it at the next tick */
    bool blocked;                /* nothing is sent before POLLOUT */
    bool stalled;                /* the application took less than we had */
    bool held;                   /* control frames could not be answered for want of room */
    bool eof;
    bool known;   /* request() was called: closed() is owed */
    bool local;   /* a unix socket */
    bool trusted; /* needs no credential */
    bool little;  /* conn_keep_little() */
    bool keep_alive, head_only, chunked_in, chunked_out, expects_continue, body_ended;
    uint8_t minor;
    uint8_t unanswered; /* pings */
    bool piece_first, piece_last;
    uint8_t piece_opcode;
    uint32_t requests;
    uint8_t *in; /* the scratch buffer, or the connection's own */
    /* [head_at, head_at + head_len) and the body behind it, while awaited whole; [raw_at, in_end)
     * raw, of which the first piece_left bytes are a piece that is to be handed on. */
    uint32_t head_at, head_len, body_len, raw_at, in_end, piece_left;
    uint32_t out_at, out_end;
    uint32_t progress, drained;
    struct slice tail; /* a constant body, sent behind the out buffer */
    uint64_t left;     /* of a body with a length */
    uint64_t sent;
    uint64_t since_ms;
    uint64_t request_us; /* the turn that read the present request's head */
    uint64_t
        in_since_ms; /* what the peer owes us it owes since then; 0 in CONN_HEAD: nothing came */
    uint64_t out_since_ms; /* the socket's last progress */
    uint64_t close_ms; /* a WebSocket's: its next ping, or how long its close frame is waited for */
    struct http_chunks chunks;
    struct ws_reader reader;
    char address[CONN_ADDRESS_BYTES];
};

struct net {
    struct net_settings set;
    struct table table;
    struct traffic *traffic;
    struct conn *serving; /* on which serve.c works right now */
    uint64_t now_ms;      /* of the present turn */
    uint64_t nearest_ms;  /* no deadline is earlier */
    bool touched;         /* somebody is */
    bool shutting;
    struct http_request request; /* the one that is being handed on */
};
extern struct net net;

/* conn.c */
struct conn *conn_open(int fd, const char *address, bool local,
                       bool trusted); /* NULL: the table is full */
struct conn *conn_at(uint16_t index);
void conn_release(struct conn *c);
void conn_touch(struct conn *c);
/* At the peer's end it is eof, or dead. */
void conn_read(struct conn *c);
void conn_settle(struct conn *c); /* what is left over moves to the connection's own buffer */
bool conn_flush(struct conn *c);  /* whether the socket took any bytes */
void conn_events(struct conn *c); /* tells the loop what is waited for */
size_t conn_unsent(const struct conn *c);
size_t conn_out_room(const struct conn *c);
uint8_t *conn_out(struct conn *c, size_t n); /* room for n bytes, which must be there */
void conn_wrote(struct conn *c, size_t n);
struct slice conn_raw(const struct conn *c);
uint8_t *conn_scratch(void);
/* A text that may leave: a cut one is a bug. NULL: empty. */
struct slice conn_whole(const struct text *t);

/* serve.c */
void conn_serve(struct conn *c); /* does all that can be done for it now */
void conn_ready(uint32_t id, short revents, uint64_t now_ms);
void conn_expire(struct conn *c); /* its deadline is over */
uint64_t conn_due(const struct conn *c);
void conn_refuse(struct conn *c, unsigned status); /* an error of the peer's; ends the connection */
bool conn_body_awaited(const struct conn *c);

/* respond.c */
void respond_start(void);
/* A complete 503 for a connection that never gets a slot. */
void respond_busy(struct text *t);

/* upgrade.c */
bool upgrade_take(struct conn *c); /* what frames there are; whether anything was done */
void upgrade_expire(struct conn *c);

/* listen.c */
uint64_t listen_tick(void); /* when it wants to be called next */

/* leave.c */
void leave_start(void);
void leave_add(int fd); /* takes over a descriptor that nobody is to write to any more */
uint64_t leave_tick(void);

#endif
