/*
 * The viewer's side of boundtty.v1 (src/net/PROTOCOL.md). Input has an offset and is kept over lost
 * connections until the server confirms it; frames are acknowledged once they were drawn.
 */
#ifndef CLI_DIALECT_H
#define CLI_DIALECT_H

#include "base/ring.h"
#include "cli/connect/wire.h"

#define DIALECT_KEPT_BYTES 65536 /* typed and not confirmed; a power of two */
#define DIALECT_GATHER_BYTES                                                                       \
    2304 /* for messages other than frames; a state message is the longest */
#define DIALECT_ENDING_BYTES 192

/* The window as the last state message describes it. */
struct dialect_window {
    uint16_t cols, rows;
    bool owner;          /* the window has our size */
    bool bounded;        /* it is smaller than our size, as the server bounds it */
    bool over;           /* the program has ended, with `status` */
    bool retry;          /* the program will be started again */
    bool barred;         /* another viewer holds the input lock */
    bool lock_requested; /* we hold the lock, and another viewer requests it */
    uint64_t status;
    char ending[DIALECT_ENDING_BYTES]; /* how the program ended, in words */
};

struct dialect {
    struct wire wire;
    uint64_t id;   /* the client's id, the same on all connections */
    bool welcome;  /* received on this connection: input may be sent */
    bool readonly; /* requested, or the token permits no more */
    struct dialect_window window;
    struct ring kept;
    uint64_t incarnation;  /* the window's, as sent last; 0: not known */
    uint64_t earlier;      /* first kept bytes that were typed for an earlier incarnation */
    uint64_t discarded;    /* the server's count of bytes that it did not type */
    uint64_t lost;         /* typed bytes that were not and will not be; the caller reports them */
    bool discarding;       /* the next hello discards what waits in the window */
    uint64_t base;         /* offset of the first byte kept */
    uint64_t sent;         /* number of kept bytes sent on this connection */
    uint32_t frame, shown; /* last frame received, and last one acknowledged */
    uint8_t type;          /* type of the message being received */
    size_t gathered;
    uint8_t gather[DIALECT_GATHER_BYTES];
    uint8_t kept_bytes[DIALECT_KEPT_BYTES];
};

enum dialect_event_type {
    DIALECT_NOTHING, /* nothing more was received */
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

/* Draws a client id, the same for all connections. False if the system has no random bytes yet. */
bool dialect_start(struct dialect *d, bool readonly);
/* Sends hello, with the terminal's size, on an upgraded connection. */
void dialect_hello(struct dialect *d, uint16_t cols, uint16_t rows);
/* Returns the next event of the bytes that the wire has read. */
void dialect_next(struct dialect *d, struct dialect_event *e);
/* Handles one WebSocket event and returns an event of the dialect; dialect_next() calls it for
 * each. Of control frames only WS_EVENT_CLOSE is passed in. */
void dialect_receive(struct dialect *d, const struct ws_event *w, struct dialect_event *e);
/* Acknowledges the frames received so far, all of which were drawn. */
void dialect_shown(struct dialect *d);
/* Adds typed bytes to the input; returns how many fit. */
size_t dialect_type(struct dialect *d, struct slice bytes);
/* Drops the input that was not sent on this connection; returns how many bytes. */
size_t dialect_drop_unsent(struct dialect *d);
/* Returns how many bytes dialect_type() accepts now. */
size_t dialect_room(const struct dialect *d);
/* Sends input that was not sent on this connection, as far as the wire has room. */
void dialect_flush(struct dialect *d);
void dialect_resize(struct dialect *d, uint16_t cols, uint16_t rows);
/* Sends a request about the input lock: "request", "take" or "release". */
void dialect_input_lock(struct dialect *d, const char *word);
/* Gives the window this terminal's size, since a person types here. */
void dialect_claim_size(struct dialect *d);
/* Requests the whole picture, since the terminal no longer shows what was painted. */
void dialect_repaint(struct dialect *d);

#endif
