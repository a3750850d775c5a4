/*
 * The viewer's side of boundtty.v1 (src/net/PROTOCOL.md). What is typed has an offset and is kept until the server
 * confirms it, over lost connections; frames are acknowledged once they were drawn.
 */
#ifndef CLI_DIALECT_H
#define CLI_DIALECT_H

#include "base/ring.h"
#include "cli/connect/wire.h"

#define DIALECT_KEPT_BYTES 65536 /* typed and not confirmed; a power of two */
#define DIALECT_GATHER_BYTES                                                                       \
    2304 /* of a message other than a frame: a state message is the longest */
#define DIALECT_ENDING_BYTES 192

/* The window, as the last state message describes it. */
struct dialect_window {
    uint16_t cols, rows;
    bool owner;          /* it has our size */
    bool over;           /* its program has ended, with `status` */
    bool retry;          /* the program is started again later */
    bool barred;         /* another viewer holds the input lock */
    bool lock_requested; /* we hold it, and another viewer requests it */
    uint64_t status;
    char ending[DIALECT_ENDING_BYTES]; /* how it ended, in words */
};

struct dialect {
    struct wire wire;
    uint64_t id;   /* of this client, for all its connections */
    bool welcome;  /* received on this connection: input may be sent */
    bool readonly; /* asked for, or the token permits no more */
    struct dialect_window window;
    struct ring kept;
    uint64_t base;         /* the offset of the first byte that is kept */
    uint64_t sent;         /* of the kept bytes, on this connection */
    uint32_t frame, shown; /* the last frame that was received, and acknowledged */
    uint8_t type;          /* of the message that is being received */
    size_t gathered;
    uint8_t gather[DIALECT_GATHER_BYTES];
    uint8_t kept_bytes[DIALECT_KEPT_BYTES];
};

enum dialect_event_type {
    DIALECT_NOTHING, /* no more was received */
    DIALECT_PAINTED, /* data: painted bytes, the next piece of a frame */
    DIALECT_FRAME,   /* the last piece of a frame */
    DIALECT_PICTURE, /* the last piece of a frame that ends a whole picture */
    DIALECT_STATE,   /* d->window has changed */
    DIALECT_CLOSED   /* the server closes: code (RFC 6455 section 7.4), and data as the reason */
};

struct dialect_event {
    enum dialect_event_type type;
    uint16_t code;
    struct slice data;
};

/* Draws a client id, once for all connections. False: the system has no random bytes yet. */
bool dialect_start(struct dialect *d, bool readonly);
/* Sends hello, with the terminal's size, on a connection that was upgraded. */
void dialect_hello(struct dialect *d, uint16_t cols, uint16_t rows);
/* The next event of what the wire has read. */
void dialect_next(struct dialect *d, struct dialect_event *e);
/* Takes one event of the WebSocket: what dialect_next() does with each. Events of control frames but
 * WS_EVENT_CLOSE are not given to it. */
void dialect_receive(struct dialect *d, const struct ws_event *w, struct dialect_event *e);
/* Acknowledges the frames that were received: all were drawn. */
void dialect_shown(struct dialect *d);
/* Keeps what is typed; returns how much of it fits. */
size_t dialect_type(struct dialect *d, struct slice bytes);
size_t dialect_room(const struct dialect *d);
/* Sends what is kept and was not sent on this connection, as far as the wire has room. */
void dialect_flush(struct dialect *d);
void dialect_resize(struct dialect *d, uint16_t cols, uint16_t rows);
/* Asks for the input lock: "request", "take" or "release". */
void dialect_input_lock(struct dialect *d, const char *word);
/* Gives the window this terminal's size: a person types here. */
void dialect_claim_size(struct dialect *d);
/* Asks for the whole picture, since the terminal does not show what was painted. */
void dialect_repaint(struct dialect *d);

#endif
