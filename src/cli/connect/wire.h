/* The client's side of a WebSocket (RFC 6455): what is sent is masked, what comes is not. */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include "cli/connect/client.h"
#include "net/ws.h"

#define WIRE_IN_BYTES 32768
#define WIRE_OUT_BYTES 65536
#define WIRE_MASKS 64
#define WIRE_SILENCE_MS 20000 /* then a ping; and the same again, then it is lost */

struct wire {
    int fd; /* the client's connection; -1: closed */
    bool pinged;
    uint64_t heard_ms;
    struct ws_reader reader;
    size_t in_at, in_len, out_at, out_len;
    size_t masks_left; /* of the masks drawn in advance */
    uint8_t masks[WIRE_MASKS * 4];
    uint8_t in[WIRE_IN_BYTES];
    uint8_t out[WIRE_OUT_BYTES];
};

/* Upgrades the client's connection, on a new one where it cannot. CLI_DONE, or it is told. */
int wire_open(struct wire *w, struct client *c, const char *path, uint64_t until_ms);
/* Reads what is there; false: the connection is over. */
bool wire_fill(struct wire *w, uint64_t now_ms);
/* The next event of what was read: WS_EVENT_NONE, there is no more. Pings are answered. */
enum ws_event_type wire_next(struct wire *w, struct ws_event *e);
/* Bytes of a message that would fit. */
size_t wire_room(const struct wire *w);
/* A binary message of these two parts, which must fit. */
void wire_send(struct wire *w, struct slice head, struct slice data);
void wire_close(struct wire *w, uint16_t code);
bool wire_unsent(const struct wire *w);
/* Sends what the connection takes; false: it is over. */
bool wire_flush(struct wire *w);
/* When it wants to be asked again; 0: nothing was heard for so long that it is lost. */
uint64_t wire_tick(struct wire *w, uint64_t now_ms);

#endif
