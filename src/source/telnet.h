/*
 * The client's side of telnet (RFC 854, 855, 856, 858, 1143) with a serial line behind it (RFC
 * 2217, COM-PORT-OPTION). Pure: bytes of the connection in, data out, and what is to be sent beside
 * the data in a small buffer. It stands on the board, so that a connection outlives the server.
 */
#ifndef BOARD_TELNET_H
#define BOARD_TELNET_H

#include "base/slice.h"
#include "os/serial.h"

#define TELNET_OUT_BYTES 160
#define TELNET_ANSWERS_MAX                                                                         \
    200 /* of one connection: a peer that asks on and on is not answered   \
                                 */

struct telnet {
    uint8_t state;        /* of the parser */
    uint8_t verb;         /* WILL, WONT, DO, DONT whose option is still to come */
    uint8_t theirs, ours; /* options that are in force, a bit each */
    uint8_t asked_them;   /* our DO or DONT is still to be answered */
    uint8_t asked_us;     /* our WILL or WONT */
    uint8_t after_cr;     /* the last byte of data was a CR */
    uint8_t answers;      /* that were given */
    uint8_t modem;        /* enum os_serial_lines, as it was told */
    uint8_t modem_told;   /* 1: it was told at all */
    uint8_t suspended;    /* 1: the peer takes no data now */
    uint8_t dropped;      /* what there was no room for, at most 255 */
    uint8_t sub[8];       /* the beginning of a subnegotiation, its option first */
    uint8_t sub_len, out_len;
    uint8_t unused[2];
    uint32_t speed;          /* that the peer has set; 0: it did not tell */
    struct os_serial wanted; /* told as soon as the peer agrees to COM-PORT-OPTION */
    uint8_t out[TELNET_OUT_BYTES];
};

/* Begins a connection: what is to be agreed upon waits in telnet_out(). */
void telnet_init(struct telnet *t, const struct os_serial *wanted);
/* Bytes that came. Data is written to `to`, which has room for as many; returns how many it is. */
size_t telnet_feed(struct telnet *t, struct slice bytes, uint8_t *to);
/* What is to be sent before more data; then telnet_took(). */
struct slice telnet_out(const struct telnet *t);
void telnet_took(struct telnet *t, size_t n);
/* One byte of data as it is sent: 1 or 2 bytes. */
size_t telnet_put(const struct telnet *t, uint8_t byte, uint8_t to[2]);
/* Whether the peer agreed to COM-PORT-OPTION; without it only a break can be asked for. */
bool telnet_has_line(const struct telnet *t);
/* These ask the peer; false: it cannot, or there is no room until telnet_out() is sent. */
bool telnet_set(struct telnet *t, const struct os_serial *wanted);
bool telnet_break(struct telnet *t, bool on);
bool telnet_set_lines(struct telnet *t, unsigned lines, bool on); /* DTR and RTS */

#endif
