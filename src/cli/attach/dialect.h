/*
 * boundtty.v1 from the viewer's side (src/net/PROTOCOL.md): what is typed is numbered and kept
 * until it is confirmed, over lost connections; frames are acknowledged once they were drawn.
 */
#ifndef CLI_DIALECT_H
#define CLI_DIALECT_H

#include "base/ring.h"
#include "cli/connect/wire.h"

#define DIALECT_KEPT 65536  /* typed, and not confirmed */
#define DIALECT_GATHER 1024 /* a state message */
#define DIALECT_ENDING 192

/* The window, as the last state message has it. */
struct dialect_window {
    uint16_t cols, rows;
    bool owner;          /* it has our size */
    bool over;           /* its program has ended */
    bool retry;          /* and is to be started again */
    bool barred;         /* another viewer holds the input lock */
    bool lock_requested; /* we hold it, and another viewer requests it */
    uint64_t status;
    char ending[DIALECT_ENDING];
};

struct dialect {
    struct wire wire;
    uint64_t id;
    bool welcome; /* it came on this connection: input flows */
    bool readonly;
    struct dialect_window window;
    struct ring kept;
    uint64_t base; /* the offset of the first byte that is kept */
    uint64_t sent; /* how many of the kept bytes were sent on this connection */
    uint32_t frame, shown;
    uint8_t type; /* of the message that is coming in */
    size_t gathered;
    uint8_t gather[DIALECT_GATHER];
    uint8_t kept_bytes[DIALECT_KEPT];
};

enum dialect_event_type {
    DIALECT_NOTHING,
    DIALECT_PAINTED, /* data: painted bytes, the next piece */
    DIALECT_FRAME,   /* the same, and a frame is complete */
    DIALECT_PICTURE, /* and the picture with it */
    DIALECT_STATE,   /* d->window has changed */
    DIALECT_CLOSED   /* with this code, and data as the reason */
};

struct dialect_event {
    enum dialect_event_type type;
    uint16_t code;
    struct slice data;
};

/* Once, for all connections: another client id. False: no random bytes to be had. */
bool dialect_start(struct dialect *d, bool readonly);
/* The connection was upgraded: hello, with the terminal's size. */
void dialect_hello(struct dialect *d, uint16_t cols, uint16_t rows);
/* The next event of what the wire has read. */
void dialect_next(struct dialect *d, struct dialect_event *e);
/* Every frame that came was drawn. */
void dialect_shown(struct dialect *d);
/* Keeps what is typed; returns how much of it: the rest does not fit. */
size_t dialect_type(struct dialect *d, struct slice bytes);
size_t dialect_room(const struct dialect *d);
/* Sends what is kept and was not sent on this connection, as far as there is room. */
void dialect_pump(struct dialect *d);
void dialect_resize(struct dialect *d, uint16_t cols, uint16_t rows);
/* Of the input lock: "request", "take" or "release". */
void dialect_input_lock(struct dialect *d, const char *word);
void dialect_look(struct dialect *d);  /* the window is to have our size */
void dialect_again(struct dialect *d); /* our screen is not what was painted */

#endif
