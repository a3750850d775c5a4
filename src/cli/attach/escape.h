/*
 * The client's own keys among the typed ones. After a newline
 *
 *     ~.   detaches               ~A   requests the input lock
 *     ~^Z  stops the client       ~T   takes it
 *     ~?   shows these keys       ~G   releases it
 *     ~~   sends one ~                ~F   discards what waits
 *
 * A control character as the escape character needs no newline before it. Pure.
 */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include "base/slice.h"

struct escape {
    uint8_t character; /* the escape character; 0: none */
    uint8_t detach;    /* the key that detaches after it */
    bool inside_line;  /* the next byte does not begin a line */
    bool pending;      /* the escape character was typed, the next key is awaited */
};

enum escape_key {
    ESCAPE_NOTHING,
    ESCAPE_DETACH,
    ESCAPE_STOP,
    ESCAPE_HELP,
    ESCAPE_REQUEST, /* requests the input lock */
    ESCAPE_TAKE,
    ESCAPE_RELEASE,
    ESCAPE_DISCARD /* discards what was typed and waits */
};

/* keys: the escape character, and the key that detaches unless it is '.' ("~", "~.", "^Ad"); or
 * "none". False if it is neither. */
bool escape_start(struct escape *e, struct slice keys);
/* Feeds one byte. out receives the *n bytes to be sent to the server. */
enum escape_key escape_feed(struct escape *e, uint8_t byte, uint8_t out[2], size_t *n);

#endif
