/*
 * The client's side of a WebSocket (RFC 6455) with the dialect boundtty.v1. Frames to the server
 * are masked, frames from it are not (section 5.3).
 */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include "cli/connect/client.h"
#include "net/ws.h"

#define WIRE_IN_BYTES 32768
#define WIRE_OUT_BYTES 65536
#define WIRE_MASKS 64         /* drawn at a time */
#define WIRE_SILENCE_MS 20000 /* silence after which a ping is sent, and the time for its answer */

struct wire {
    int fd;      /* the client's socket, which the client closes; -1: closed */
    bool pinged; /* a ping is unanswered */
    uint64_t heard_ms;
    struct ws_reader reader;
    size_t in_at, in_len, out_at, out_len;
    size_t masks_left; /* masks left of those drawn in advance */
    uint8_t masks[WIRE_MASKS * 4];
    uint8_t in[WIRE_IN_BYTES];
    uint8_t out[WIRE_OUT_BYTES];
};

/* Upgrades the client's connection, or a new one if it has none. Returns an exit status; unless it
 * is CLI_DONE the error was printed. */
int wire_open(struct wire *w, struct client *c, const char *path, uint64_t until_ms);
/* Reads received bytes into the buffer; false if the connection is over. */
bool wire_fill(struct wire *w, uint64_t now_ms);
/* Returns the next event of the bytes read, WS_EVENT_NONE after the last. Pings are answered. */
enum ws_event_type wire_next(struct wire *w, struct ws_event *e);
/* Returns the largest size of the next message, in bytes. */
size_t wire_room(const struct wire *w);
/* Queues a binary message of head and data, which must fit into wire_room(). */
void wire_send(struct wire *w, struct slice head, struct slice data);
/* Sends a close frame with this code (RFC 6455 section 7.4). */
void wire_close(struct wire *w, uint16_t code);
/* Whether queued bytes are unsent. */
bool wire_unsent(const struct wire *w);
/* Sends queued bytes as far as the connection accepts them; false if it is over. */
bool wire_flush(struct wire *w);
/* Pings a silent server. Returns the time of the next call; 0 if no answer came for WIRE_SILENCE_MS
 * and the connection is lost. */
uint64_t wire_tick(struct wire *w, uint64_t now_ms);

#endif
