/*
 * The state and buffers of a connection, for net's own modules, and what all connections share.
 *
 * The in buffer holds first the head of a request and the gathered part of its body, but only while
 * the body is wanted whole; then raw bytes that have not been parsed. Sockets are read into one
 * scratch buffer that all connections share, and only bytes left over after a turn move to the
 * connection's own buffer: the pages of a connection that sends whole requests are never touched.
 */
#ifndef NET_CONN_PRIVATE_H
#define NET_CONN_PRIVATE_H

#include "net/chunks.h"
#include "net/conn.h"
#include "net/stream.h"
#include "os/loop.h"

#define CONN_DRAIN_MAX 65536     /* bytes of an unwanted body read to keep the connection */
#define CONN_PROGRESS_BYTES 1024 /* a body makes progress if this many arrive within header_ms */
/* Bytes of the out buffer that messages leave free: for a pong, a close frame and a ping. */
#define CONN_CONTROL_ROOM (2 * (WS_CONTROL_MAX + 2) + 8)

enum conn_phase {
    CONN_HEAD,       /* waiting for the head of a request */
    CONN_REQUEST,    /* a request is being answered */
    CONN_WEBSOCKET,  /* open WebSocket */
    CONN_WS_CLOSING, /* our close frame is written; waiting for the peer's */
    CONN_ENDING      /* the connection ends when the out buffer has been sent */
};

enum conn_body {
    BODY_DONE,    /* no body, or a body consumed completely */
    BODY_UNASKED, /* a body that the application has not asked for */
    BODY_WHOLE,
    BODY_STREAM,
    BODY_DRAIN /* unwanted; read up to CONN_DRAIN_MAX to find the next request */
};

enum conn_answer { ANSWER_NONE, ANSWER_OPEN, ANSWER_DONE };

struct conn {
    uint64_t deadline_ms; /* UINT64_MAX: only the application can make progress */
    struct stream stream; /* descriptor -1: the slot is free */
    int watch;            /* index of the watch in the loop */
    short want;           /* events of poll() that the watch waits for */
    uint8_t phase;        /* enum conn_phase */
    uint8_t body;         /* enum conn_body */
    uint8_t answer;       /* enum conn_answer */
    bool dead;            /* ends when serving it is finished */
    bool drains;          /* net/draining takes over the socket at the end */
    bool touched;         /* needs to be served at the next tick */
    bool stalled;         /* the application consumed fewer bytes than it was passed */
    bool held;            /* frames are not read: the out buffer has no room for an answer */
    bool eof;             /* the peer has ended its side */
    bool delivered;       /* request() was called, so closed() must be called */
    bool local;           /* a unix socket */
    bool trusted;         /* conn_is_trusted() */
    /* The current request. */
    bool keep_alive, head_only, chunked_in, chunked_out, expects_continue;
    bool body_ended; /* the last piece of the body is in the in buffer */
    uint8_t minor;   /* HTTP/1.minor */
    /* The current piece of a message. */
    bool piece_first, piece_last;
    uint8_t piece_opcode;
    uint8_t unanswered; /* pings since the last received byte */
    uint32_t requests;
    uint8_t *in; /* the scratch buffer, or the connection's own */
    /* Offsets within `in`. The head and the gathered body: head_len + body_len bytes from
     * head_at. The raw bytes: from raw_at to in_end; the first piece_left of them are a piece to
     * be passed on. */
    uint32_t head_at, head_len, body_len, raw_at, in_end, piece_left;
    uint32_t out_at, out_end; /* limits of the unsent bytes in the out buffer */
    uint32_t progress;        /* bytes of the body since in_since_ms was set */
    uint32_t drained;         /* bytes read of an unwanted body */
    struct slice tail;        /* constant bytes to send after the out buffer */
    uint64_t left;            /* bytes still to come of a body with a length */
    uint64_t sent;            /* bytes, since the connection was opened */
    uint64_t since_ms;        /* time of accept() */
    uint64_t request_us;      /* start of the turn that read the current request's head */
    uint64_t in_since_ms;     /* start of the wait for the rest of a head or body; 0: no byte yet */
    uint64_t out_since_ms;    /* last attempt to send, or end of the last answer */
    uint64_t close_ms; /* WebSocket: time of the next ping, or deadline of the peer's close frame */
    struct http_chunks chunks;
    struct ws_reader reader;
    char address[CONN_ADDRESS_BYTES];
};

/* State shared by all connections. */
void conn_init(const struct net_settings *settings);
const struct net_settings *conn_settings(void);
struct traffic *conn_traffic(void);
const struct table *conn_table(void);
void conn_set_now(uint64_t now_ms); /* at the start of each callback and tick */
uint64_t conn_now_ms(void);
void conn_shut_down(void); /* from then on no connection is kept alive */
bool conn_shutting_down(void);

/* The table. Takes over and watches the descriptor; NULL: the table is full (counted). */
struct conn *conn_take(int fd, const char *address, bool local, loop_callback *ready);
/* Frees the slot; the descriptor is no longer watched, and the caller owns it again. */
struct stream conn_give(struct conn *c);
struct conn *conn_at(uint16_t index); /* the slot must be in use */
/* Iterates like conn_next(), dead connections included. */
struct conn *conn_next_taken(struct conn *after);
/* Marks a connection to be served at the next tick; conn_untouch() removes the mark. */
void conn_touch(struct conn *c);
void conn_untouch(struct conn *c);
bool conn_any_touched(void);
/* Sets a deadline; no connection's deadline is earlier than conn_earliest_ms(). */
void conn_set_deadline(struct conn *c, uint64_t deadline_ms);
uint64_t conn_earliest_ms(void);
void conn_reset_earliest(void); /* precedes setting every deadline again */

/* The in buffer. */
/* Reads from the socket as much as the buffer has room for; sets eof when the peer has ended its
 * side, dead on an error. */
void conn_read(struct conn *c);
void conn_settle(struct conn *c); /* moves unparsed bytes into the connection's own buffer */
struct slice conn_raw(const struct conn *c);
uint8_t *conn_scratch(void);                  /* LIMIT_CONN_IN bytes, undefined between turns */
bool conn_body_awaited(const struct conn *c); /* more of a body is wanted */

/* The out buffer. */
size_t conn_unsent(const struct conn *c);
size_t conn_out_room(const struct conn *c);
uint8_t *conn_out(struct conn *c, size_t n); /* where n bytes may be written; they must fit */
void conn_wrote(struct conn *c, size_t n);
bool conn_flush(struct conn *c);         /* sends; returns whether any bytes were accepted */
void conn_update_events(struct conn *c); /* sets the watch to the events needed now */
/* Returns the bytes of a text to be sent; a truncated text is a bug. NULL: empty. */
struct slice conn_whole(const struct text *t);

#endif
