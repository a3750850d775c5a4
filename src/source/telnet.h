/*
 * The client side of telnet (RFC 854, 855, 856, 858, 1143) with control of a serial line (RFC 2217,
 * COM-PORT-OPTION). Pure: bytes of the connection go in, data comes out, and the commands to be
 * sent are collected in a small buffer. The state is kept on the board; a connection thus survives
 * the server.
 */
#ifndef SOURCE_TELNET_H
#define SOURCE_TELNET_H

#include "base/slice.h"
#include "os/serial.h"

#define TELNET_OUT_BYTES 160
#define TELNET_ANSWERS_MAX 200 /* per connection; later requests get no answer */

/* The options of one side, one bit each. */
struct telnet_side {
    uint8_t in_force;
    uint8_t asked; /* requested by us, not yet answered */
};

struct telnet {
    uint8_t state; /* state of the parser */
    uint8_t verb;  /* WILL, WONT, DO or DONT whose option byte is awaited */
    struct telnet_side ours, theirs;
    uint8_t after_cr;    /* 1: the last byte of data was a CR */
    uint8_t answers;     /* answers sent so far */
    uint8_t modem;       /* enum os_serial_lines, as last reported by the peer */
    uint8_t modem_known; /* 1: the peer has reported them */
    uint8_t suspended;   /* 1: the peer does not accept data now */
    uint8_t dropped;     /* commands that did not fit `out`; stays at 255 */
    uint8_t sub[8];      /* beginning of a subnegotiation; byte 0 is its option */
    uint8_t sub_len, out_len;
    uint8_t unused[2];
    struct os_serial peer;   /* speed and frame as confirmed by the peer; members of 0: not yet */
    struct os_serial wanted; /* settings, sent when the peer agrees to COM-PORT-OPTION */
    uint8_t out[TELNET_OUT_BYTES];
};

/* Begins a connection and puts the requests for its options into telnet_out(). */
void telnet_init(struct telnet *t, const struct os_serial *wanted);
/* Feeds bytes received on the connection. Writes the data among them to `to`, which has room for
 * bytes.len bytes, and returns its length. */
size_t telnet_feed(struct telnet *t, struct slice bytes, uint8_t *to);
/* Commands to be sent before any more data; telnet_took() removes n bytes of them once sent. */
struct slice telnet_out(const struct telnet *t);
void telnet_took(struct telnet *t, size_t n);
/* Encodes one byte of data; returns the length, 1 or 2. */
size_t telnet_put(const struct telnet *t, uint8_t byte, uint8_t to[2]);
/* Whether the peer agreed to COM-PORT-OPTION; without it only a break is possible. */
bool telnet_has_line(const struct telnet *t);
/* Send requests to the peer. False: it offers no control of the line, or there is no room until
 * telnet_out() has been sent. */
bool telnet_set(struct telnet *t, const struct os_serial *wanted);
bool telnet_break(struct telnet *t, bool on);
bool telnet_set_lines(struct telnet *t, unsigned lines, bool on); /* DTR and RTS, as bits */

#endif
