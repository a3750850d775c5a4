/*
 * A connection as net's own modules see it: its state and its buffers, and what they all share.
 *
 * The in buffer holds, in this order: the head of a request with what was gathered of its body, only
 * while the body is wanted whole; then raw bytes, which nobody has looked at. Bytes are read into one
 * scratch buffer of all connections, and only what is left over after a turn moves to the connection's
 * own: the pages of a connection that sends whole requests are never touched.
 */
#ifndef NET_CONN_PRIVATE_H
#define NET_CONN_PRIVATE_H

#include "net/chunks.h"
#include "net/conn.h"
#include "net/stream.h"
#include "os/loop.h"

#define CONN_DRAIN_MAX                                                                             \
    65536 /* bytes of an unwanted body that are read, so as to keep the connection */
#define CONN_PROGRESS_BYTES 1024 /* a body makes progress that brings this many within header_ms */
/* Room in the out buffer that messages leave free: for a pong, a close frame and a ping. */
#define CONN_CONTROL_ROOM (2 * (WS_CONTROL_MAX + 2) + 8)

enum conn_phase {
    CONN_HEAD,       /* the head of a request is awaited */
    CONN_REQUEST,    /* a request is being answered */
    CONN_WEBSOCKET,  /* upgraded */
    CONN_WS_CLOSING, /* our close frame is written, the peer's awaited */
    CONN_ENDING      /* ends when the out buffer has been sent */
};

enum conn_body {
    BODY_DONE,    /* there is none, or no more */
    BODY_UNASKED, /* there is one, and the application has not asked for it */
    BODY_WHOLE,
    BODY_STREAM,
    BODY_DRAIN /* unwanted; read so that the next request is found */
};

enum conn_answer { ANSWER_NONE, ANSWER_OPEN, ANSWER_DONE };

struct conn {
    uint64_t deadline_ms; /* UINT64_MAX: the application's turn */
    struct stream stream; /* its descriptor is -1 where the slot is free */
    int watch;            /* in the loop */
    short want;           /* events that the watch is set to */
    uint8_t phase;        /* enum conn_phase */
    uint8_t body;         /* enum conn_body */
    uint8_t answer;       /* enum conn_answer */
    bool dead;            /* to be ended at the end of its service */
    bool drains;          /* when it ends, its socket is left to net/draining */
    bool touched;         /* to be served at the next tick */
    bool stalled;         /* the application took fewer bytes than it was handed */
    bool held;            /* frames are not read: the out buffer has no room for an answer */
    bool eof;             /* the peer will send no more */
    bool delivered;       /* request() was called, so closed() has to be */
    bool local;           /* a unix socket */
    bool trusted;         /* needs no credential */
    /* Of the present request. */
    bool keep_alive, head_only, chunked_in, chunked_out, expects_continue;
    bool body_ended; /* the last piece of the body is in the in buffer */
    uint8_t minor;   /* HTTP/1.minor */
    /* Of the present message's piece. */
    bool piece_first, piece_last;
    uint8_t piece_opcode;
    uint8_t unanswered; /* pings since the last byte came */
    uint32_t requests;
    uint8_t *in; /* the scratch buffer, or the connection's own */
    /* Within `in`: the head and the gathered body, head_len and body_len bytes from head_at on; the raw
     * bytes from raw_at to in_end, the first piece_left of which are a piece that is to be handed on. */
    uint32_t head_at, head_len, body_len, raw_at, in_end, piece_left;
    uint32_t out_at, out_end; /* unsent bytes of the out buffer */
    uint32_t progress;        /* bytes of the body since in_since_ms was last set */
    uint32_t drained;         /* bytes of an unwanted body */
    struct slice tail;        /* constant bytes to be sent after the out buffer */
    uint64_t left;            /* of a body with a length: bytes that are still to come */
    uint64_t sent;            /* bytes */
    uint64_t since_ms;        /* accepted */
    uint64_t request_us;      /* when the turn began that read the present request's head */
    uint64_t
        in_since_ms; /* since when the rest of a head or a body is awaited; 0: none has come yet */
    uint64_t out_since_ms; /* the last attempt to send, or the last answer's end */
    uint64_t
        close_ms; /* of a WebSocket: its next ping, or the deadline of the peer's close frame */
    struct http_chunks chunks;
    struct ws_reader reader;
    char address[CONN_ADDRESS_BYTES];
};

/* Shared by all connections. */
void conn_init(const struct net_settings *settings);
const struct net_settings *conn_settings(void);
struct traffic *conn_traffic(void);
const struct table *conn_table(void);
void conn_set_now(
    uint64_t now_ms); /* at the beginning of each callback of the loop, and each tick */
uint64_t conn_now_ms(void);
void conn_shut_down(void); /* from now on no connection is kept alive */
bool conn_shutting_down(void);

/* The table. Takes over the descriptor, and watches it; NULL: the table is full (counted). */
struct conn *conn_take(int fd, const char *address, bool local, loop_callback *ready);
/* Gives the slot back; the descriptor is the caller's again, and is watched no more. */
struct stream conn_give(struct conn *c);
struct conn *conn_at(uint16_t index); /* of a taken slot */
/* As conn_next(), with those that are dead. */
struct conn *conn_next_taken(struct conn *after);
/* Marks a connection to be served at the next tick, or, when it was served, no more. */
void conn_touch(struct conn *c);
void conn_untouch(struct conn *c);
bool conn_any_touched(void);
/* No connection's deadline is earlier than conn_earliest_ms(). */
void conn_set_deadline(struct conn *c, uint64_t deadline_ms);
uint64_t conn_earliest_ms(void);
void conn_reset_earliest(void); /* before each deadline is set again */

/* The in buffer. */
/* Reads what the socket has, at most what the buffer takes; at the peer's end sets eof, or dead. */
void conn_read(struct conn *c);
void conn_settle(struct conn *c); /* moves what is left over into the connection's own buffer */
struct slice conn_raw(const struct conn *c);
uint8_t *conn_scratch(void);                  /* LIMIT_CONN_IN bytes, of no meaning between turns */
bool conn_body_awaited(const struct conn *c); /* bytes of a body are to be taken */

/* The out buffer. */
size_t conn_unsent(const struct conn *c);
size_t conn_out_room(const struct conn *c);
uint8_t *conn_out(struct conn *c, size_t n); /* where n bytes may be written; they must fit */
void conn_wrote(struct conn *c, size_t n);
bool conn_flush(struct conn *c);         /* sends; whether the socket took any bytes */
void conn_update_events(struct conn *c); /* sets the watch to what is waited for */
/* The bytes of a text that is to leave; one that was cut is a bug. NULL: none. */
struct slice conn_whole(const struct text *t);

#endif
