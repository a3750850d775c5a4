/*
 * The protocol's state (source/telnet) is on the board. A chunk is decoded with a copy of it, which takes its
 * place when the terminal has been fed: a successor decodes the same chunk again. What the protocol has to send
 * leaves with the line's input (app/io/line).
 */
#include "app/io/line_telnet.h"

#include <errno.h>

static struct telnet line_telnet_next; /* the state after the chunk that was decoded */
static bool line_telnet_pending;       /* it is newer than the one on the board */

/* Returns done, with errno where it is false. */
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

static uint32_t line_telnet_speed(const struct window *w, uint32_t set)
{
    (void)w;
    return set;
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
    if (next->modem != was->modem || next->speed != was->speed ||
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
    .loss = "the other side ended the connection",
    .refusal = "the other side has no control of its line",
    .open = line_telnet_open,
    .configure = line_telnet_configure,
    .set_break = line_telnet_set_break,
    .set_lines = line_telnet_set_lines,
    .lines = line_telnet_lines,
    .speed = line_telnet_speed,
    .decode = line_telnet_decode,
    .decoded = line_telnet_decoded,
    .encode = line_telnet_encode,
};
