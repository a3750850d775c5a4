/*
 * The client's side of telnet (RFC 854, 855, 856, 858, 1143) with control of a serial line (RFC
 * 2217, COM-PORT-OPTION). Pure: bytes of the connection go in, data come out, and commands to be
 * sent beside the data wait in a small buffer. The state is on the board, so that a connection
 * survives the server.
 */
#ifndef SOURCE_TELNET_H
#define SOURCE_TELNET_H

#include "base/slice.h"
#include "os/serial.h"

#define TELNET_OUT_BYTES 160
#define TELNET_ANSWERS_MAX                                                                         \
    200 /* of one connection; further requests of the peer are not answered */

/* The options of one side, a bit each. */
struct telnet_side {
    uint8_t in_force;
    uint8_t asked; /* requested by us, and not yet answered */
};

struct telnet {
    uint8_t state; /* of the parser */
    uint8_t verb;  /* WILL, WONT, DO, DONT whose option is still to come */
    struct telnet_side ours, theirs;
    uint8_t after_cr;    /* 1: the last byte of data was a CR */
    uint8_t answers;     /* given so far */
    uint8_t modem;       /* enum os_serial_lines, as the peer notified them */
    uint8_t modem_known; /* 1: the peer has notified them */
    uint8_t suspended;   /* 1: the peer accepts no data now */
    uint8_t dropped;     /* commands that did not fit `out`; at most 255 */
    uint8_t sub[8];      /* the beginning of a subnegotiation, its option first */
    uint8_t sub_len, out_len;
    uint8_t unused[2];
    uint32_t speed;          /* as the peer confirmed it; 0: not yet */
    struct os_serial wanted; /* sent when the peer agrees to COM-PORT-OPTION */
    uint8_t out[TELNET_OUT_BYTES];
};

/* Begins a connection: the requests for its options are in telnet_out(). */
void telnet_init(struct telnet *t, const struct os_serial *wanted);
/* Feeds bytes of the connection. Data is written to `to`, which has room for as many bytes;
 * returns how many. */
size_t telnet_feed(struct telnet *t, struct slice bytes, uint8_t *to);
/* The commands to be sent before more data; telnet_took() when n bytes of them were sent. */
struct slice telnet_out(const struct telnet *t);
void telnet_took(struct telnet *t, size_t n);
/* Encodes one byte of data: 1 or 2 bytes. */
size_t telnet_put(const struct telnet *t, uint8_t byte, uint8_t to[2]);
/* Whether the peer agreed to COM-PORT-OPTION; without it only a break is possible. */
bool telnet_has_line(const struct telnet *t);
/* Requests to the peer; false: it has no control of the line, or there is no room until
 * telnet_out() is sent. */
bool telnet_set(struct telnet *t, const struct os_serial *wanted);
bool telnet_break(struct telnet *t, bool on);
bool telnet_set_lines(struct telnet *t, unsigned lines, bool on); /* DTR and RTS, as bits */

#endif
