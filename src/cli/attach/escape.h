/*
 * What is typed, watched for the keys that are the client's own: behind a newline ~. detaches, ~^Z
 * stops the client, ~A, ~T and ~G request the input lock, take it and release it, ~? helps, ~~ is
 * one ~. An escape character that is a control character is one
 * anywhere. Pure.
 */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include "base/slice.h"

struct escape {
    uint8_t character; /* 0: there is none */
    uint8_t detach;
    bool inside_line; /* something stands before the next byte in its line */
    bool pending;     /* the escape character was typed */
};

enum escape_key {
    ESCAPE_NOTHING,
    ESCAPE_DETACH,
    ESCAPE_STOP,
    ESCAPE_HELP,
    ESCAPE_ASK,
    ESCAPE_TAKE,
    ESCAPE_GIVE
};

/* keys: the escape character and perhaps the key that detaches ("~", "~.", "^Ad"), or "none". */
bool escape_start(struct escape *e, struct slice keys);
/* Feeds one byte; out receives what is to be sent, *n bytes of it. */
enum escape_key escape_feed(struct escape *e, uint8_t byte, uint8_t out[2], size_t *n);

#endif
