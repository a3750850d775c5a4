/*
 * The driver of telnet ports. The protocol's state (source/telnet) is on the board. A chunk is
 * decoded with a copy of it, which replaces the original once the terminal has been fed, so that a
 * successor can decode the same chunk again. The protocol's messages are sent with the line's input
 * (app/io/line).
 */
#include "app/io/line_telnet.h"

#include <errno.h>
#include <string.h>

static struct telnet line_telnet_next; /* the state after the decoded chunk */
static bool line_telnet_pending;       /* line_telnet_next is newer than the board's state */

/* Returns `done`, and sets errno for a failure. */
static bool line_telnet_asked(bool done)
{
    errno = EOPNOTSUPP;
    return done;
}

static void line_telnet_open(struct window *w, const struct os_serial *s, bool changed)
{
    (void)changed;
    telnet_init(&w->line.telnet, s);
}

static bool line_telnet_configure(struct window *w, const struct os_serial *s)
{
    return line_telnet_asked(telnet_set(&w->line.telnet, s));
}

static bool line_telnet_set_break(struct window *w, bool on)
{
    return line_telnet_asked(telnet_break(&w->line.telnet, on));
}

static bool line_telnet_set_lines(struct window *w, unsigned lines, bool on)
{
    return line_telnet_asked(telnet_set_lines(&w->line.telnet, lines, on));
}

static bool line_telnet_lines(const struct window *w, unsigned *lines)
{
    *lines = w->line.telnet.modem;
    return w->line.telnet.modem_known;
}

/* A peer may have chosen another value than it was asked for (RFC 2217 section 3). */
static void line_telnet_actual(const struct window *w, struct os_serial *s)
{
    const struct os_serial *peer = &w->line.telnet.peer;
    s->speed = peer->speed > 0 ? peer->speed : s->speed;
    s->data_bits = peer->data_bits > 0 ? peer->data_bits : s->data_bits;
    s->parity = peer->parity > 0 ? peer->parity : s->parity;
    s->stop_bits = peer->stop_bits > 0 ? peer->stop_bits : s->stop_bits;
}

static struct slice line_telnet_decode(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK])
{
    line_telnet_next = w->line.telnet;
    line_telnet_pending = true;
    return slice_make(to, telnet_feed(&line_telnet_next, bytes, to));
}

static void line_telnet_decoded(struct window *w)
{
    const struct telnet *next = &line_telnet_next, *was = &w->line.telnet;
    if (!line_telnet_pending)
        return;
    if (next->modem != was->modem || memcmp(&next->peer, &was->peer, sizeof next->peer) != 0 ||
        next->ours.in_force != was->ours.in_force)
        app.board->list_serial++;
    w->line.telnet = *next;
    line_telnet_pending = false;
}

static size_t line_telnet_encode(const struct window *w, uint8_t byte, uint8_t to[LINE_UNIT_MAX])
{
    return telnet_put(&w->line.telnet, byte, to);
}

const struct line_driver line_telnet = {
    .retry_ms = 2000,
    .loss = "the connection was closed by the peer",
    .refusal = "the other side has no control of its line",
    .open = line_telnet_open,
    .configure = line_telnet_configure,
    .set_break = line_telnet_set_break,
    .set_lines = line_telnet_set_lines,
    .lines = line_telnet_lines,
    .actual = line_telnet_actual,
    .decode = line_telnet_decode,
    .decoded = line_telnet_decoded,
    .encode = line_telnet_encode,
};
