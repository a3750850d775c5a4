/*
 * The client's side of a WebSocket (RFC 6455) with the dialect boundtty.v1. What is sent is masked, what comes is
 * not (section 5.3).
 */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include "cli/connect/client.h"
#include "net/ws.h"

#define WIRE_IN_BYTES 32768
#define WIRE_OUT_BYTES 65536
#define WIRE_MASKS 64 /* drawn at a time */
#define WIRE_SILENCE_MS                                                                            \
    20000 /* without any byte: a ping is sent, and waits as long for its answer */

struct wire {
    int fd;      /* the client's, which closes it; -1: closed */
    bool pinged; /* a ping is unanswered */
    uint64_t heard_ms;
    struct ws_reader reader;
    size_t in_at, in_len, out_at, out_len;
    size_t masks_left; /* of the masks drawn in advance */
    uint8_t masks[WIRE_MASKS * 4];
    uint8_t in[WIRE_IN_BYTES];
    uint8_t out[WIRE_OUT_BYTES];
};

/* Upgrades the client's connection, or a new one where there is none. Returns an exit status; the error was
 * printed where it is not CLI_DONE. */
int wire_open(struct wire *w, struct client *c, const char *path, uint64_t until_ms);
/* Reads what has come; false: the connection is over. */
bool wire_fill(struct wire *w, uint64_t now_ms);
/* The next event of what was read, WS_EVENT_NONE if there is no more. Pings are answered. */
enum ws_event_type wire_next(struct wire *w, struct ws_event *e);
/* Bytes that the next message may have. */
size_t wire_room(const struct wire *w);
/* Queues a binary message of head and data, which must fit into wire_room(). */
void wire_send(struct wire *w, struct slice head, struct slice data);
/* Sends a close frame with this code (RFC 6455 section 7.4). */
void wire_close(struct wire *w, uint16_t code);
bool wire_unsent(const struct wire *w);
/* Sends what the connection takes; false: it is over. */
bool wire_flush(struct wire *w);
/* Pings a silent server. Returns when to call it again; 0: the connection is lost, as no answer came for
 * WIRE_SILENCE_MS. */
uint64_t wire_tick(struct wire *w, uint64_t now_ms);

#endif
