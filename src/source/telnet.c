/*
 * An option is answered only where its state changes by it (RFC 1143 in short: what was asked for
 * by us is not answered again), and a connection gets so many answers and no more: two sides that
 * misunderstand each other do not talk for ever. What is wanted of the line is told when the peer
 * agrees to COM-PORT-OPTION. A subnegotiation is kept as far as the longest that means something;
 * the rest of it is passed over.
 */
#include "source/telnet.h"

#include <string.h>

enum { SE = 240, NOP, MARK, BREAK, SB = 250, WILL, WONT, DO, DONT, IAC };
enum { BINARY = 0, ECHO = 1, SUPPRESS_GO_AHEAD = 3, COM_PORT = 44 };
enum state { DATA, COMMAND, OPTION, SUBNEGOTIATION, SUB_COMMAND };

/* Options by bit. */
enum { BIT_BINARY = 1, BIT_ECHO = 2, BIT_GO_AHEAD = 4, BIT_COM_PORT = 8 };
#define FOR_US (BIT_BINARY | BIT_GO_AHEAD | BIT_COM_PORT)
#define FOR_THEM (BIT_BINARY | BIT_GO_AHEAD | BIT_COM_PORT | BIT_ECHO)

/* RFC 2217 section 3; what the peer says is 100 more. */
enum {
    SET_SPEED = 1,
    SET_SIZE,
    SET_PARITY,
    SET_STOP,
    SET_CONTROL,
    TELL_LINE,
    TELL_MODEM,
    SUSPEND,
    RESUME,
    SET_MODEM_MASK = 11,
    FROM_PEER = 100,
};
enum { BREAK_ON = 5, BREAK_OFF, DTR_ON = 8, DTR_OFF, RTS_ON = 11, RTS_OFF };

static uint8_t bit_of(uint8_t option)
{
    switch (option) {
    case BINARY:
        return BIT_BINARY;
    case ECHO:
        return BIT_ECHO;
    case SUPPRESS_GO_AHEAD:
        return BIT_GO_AHEAD;
    case COM_PORT:
        return BIT_COM_PORT;
    default:
        return 0;
    }
}

/* All of it or nothing. */
static bool send(struct telnet *t, const uint8_t *bytes, size_t len)
{
    if (len > sizeof t->out - t->out_len) {
        t->dropped = (uint8_t)(t->dropped + (t->dropped < UINT8_MAX));
        return false;
    }
    memcpy(t->out + t->out_len, bytes, len);
    t->out_len = (uint8_t)(t->out_len + len);
    return true;
}

static bool send_option(struct telnet *t, uint8_t verb, uint8_t option)
{
    const uint8_t bytes[] = {IAC, verb, option};
    return send(t, bytes, sizeof bytes);
}

/* A number of so many bytes, the highest first, each IAC doubled. */
static bool send_sub(struct telnet *t, uint8_t command, uint32_t value, unsigned bytes)
{
    uint8_t line[16] = {IAC, SB, COM_PORT, command};
    size_t len = 4;
    for (unsigned i = bytes; i > 0; i--) {
        uint8_t byte = (uint8_t)(value >> 8 * (i - 1));
        line[len++] = byte;
        if (byte == IAC)
            line[len++] = IAC;
    }
    line[len++] = IAC;
    line[len++] = SE;
    return send(t, line, len);
}

static uint8_t parity_of(const struct os_serial *s)
{
    static const char order[] = "NOEMS";
    const char *at = strchr(order, s->parity);
    return (uint8_t)(at && s->parity ? at - order + 1 : 1);
}

static uint8_t flow_of(const struct os_serial *s)
{
    return s->flow == OS_SERIAL_FLOW_RTSCTS ? 3 : s->flow == OS_SERIAL_FLOW_XONXOFF ? 2 : 1;
}

bool telnet_has_line(const struct telnet *t)
{
    return (t->ours & BIT_COM_PORT) != 0;
}

bool telnet_set(struct telnet *t, const struct os_serial *wanted)
{
    t->wanted = *wanted;
    return telnet_has_line(t) && send_sub(t, SET_SPEED, wanted->speed, 4) &&
           send_sub(t, SET_SIZE, wanted->data_bits, 1) &&
           send_sub(t, SET_PARITY, parity_of(wanted), 1) &&
           send_sub(t, SET_STOP, wanted->stop_bits, 1) &&
           send_sub(t, SET_CONTROL, flow_of(wanted), 1);
}

bool telnet_break(struct telnet *t, bool on)
{
    const uint8_t plain[] = {IAC, BREAK};
    if (telnet_has_line(t))
        return send_sub(t, SET_CONTROL, on ? BREAK_ON : BREAK_OFF, 1);
    return !on || send(t, plain, sizeof plain);
}

bool telnet_set_lines(struct telnet *t, unsigned lines, bool on)
{
    if (!telnet_has_line(t))
        return false;
    bool done = true;
    if (lines & OS_SERIAL_DTR)
        done = send_sub(t, SET_CONTROL, on ? DTR_ON : DTR_OFF, 1);
    if (lines & OS_SERIAL_RTS)
        done = send_sub(t, SET_CONTROL, on ? RTS_ON : RTS_OFF, 1) && done;
    return done;
}

static void ask(struct telnet *t, uint8_t verb, uint8_t option)
{
    if (!send_option(t, verb, option))
        return;
    if (verb == WILL)
        t->asked_us |= bit_of(option);
    else
        t->asked_them |= bit_of(option);
}

void telnet_init(struct telnet *t, const struct os_serial *wanted)
{
    *t = (struct telnet){.wanted = *wanted};
    ask(t, WILL, COM_PORT);
    ask(t, WILL, BINARY);
    ask(t, DO, BINARY);
    ask(t, WILL, SUPPRESS_GO_AHEAD);
    ask(t, DO, SUPPRESS_GO_AHEAD);
}

static void answer(struct telnet *t, uint8_t verb, uint8_t option)
{
    if (t->answers < TELNET_ANSWERS_MAX && send_option(t, verb, option))
        t->answers++;
}

/* One side's option: the peer says that it is to be in force, or not. What follows is answered with
 * `yes` or `no`, unless it is the answer to ours, or nothing new. */
static void agree(struct telnet *t, uint8_t option, bool on, uint8_t permitted, uint8_t *in_force,
                  uint8_t *asked, uint8_t yes, uint8_t no)
{
    uint8_t bit = bit_of(option);
    bool was = (*in_force & bit) != 0, was_asked = (*asked & bit) != 0;
    *asked = (uint8_t)(*asked & ~bit);
    if (on && !(bit & permitted)) {
        answer(t, no, option);
        return;
    }
    if (on == was)
        return;
    *in_force = (uint8_t)(*in_force ^ bit);
    if (!was_asked)
        answer(t, on ? yes : no, option);
}

static void negotiated(struct telnet *t, uint8_t option)
{
    bool had_line = telnet_has_line(t), about_us = t->verb == DO || t->verb == DONT;
    if (about_us)
        agree(t, option, t->verb == DO, FOR_US, &t->ours, &t->asked_us, WILL, WONT);
    else
        agree(t, option, t->verb == WILL, FOR_THEM, &t->theirs, &t->asked_them, DO, DONT);
    if (telnet_has_line(t) && !had_line) {
        (void)telnet_set(t, &t->wanted);
        (void)send_sub(t, SET_MODEM_MASK, 0xFF, 1);
    }
}

/* RFC 2217 section 3.2.6: the same bits as a 16450's modem status register. */
static uint8_t modem_lines(uint8_t state)
{
    return (uint8_t)((state & 0x80 ? OS_SERIAL_DCD : 0) | (state & 0x40 ? OS_SERIAL_RI : 0) |
                     (state & 0x20 ? OS_SERIAL_DSR : 0) | (state & 0x10 ? OS_SERIAL_CTS : 0));
}

/* What the peer says of its line: COM_PORT, a command, and a value. */
static void told(struct telnet *t)
{
    if (t->sub_len < 2 || t->sub[0] != COM_PORT)
        return;
    switch (t->sub[1]) {
    case FROM_PEER + SET_SPEED:
        if (t->sub_len == 6)
            t->speed = (uint32_t)t->sub[2] << 24 | (uint32_t)t->sub[3] << 16 |
                       (uint32_t)t->sub[4] << 8 | t->sub[5];
        break;
    case FROM_PEER + TELL_MODEM:
        if (t->sub_len == 3) {
            t->modem = modem_lines(t->sub[2]);
            t->modem_told = 1;
        }
        break;
    case FROM_PEER + SUSPEND:
    case FROM_PEER + RESUME:
        t->suspended = t->sub[1] == FROM_PEER + SUSPEND;
        break;
    default:
        break;
    }
}

static void collect(struct telnet *t, uint8_t byte)
{
    if (t->sub_len < sizeof t->sub)
        t->sub[t->sub_len++] = byte;
}

/* The byte behind an IAC. True: it is an IAC of the data. */
static bool command(struct telnet *t, uint8_t byte)
{
    t->state = DATA;
    if (byte >= WILL && byte <= DONT) {
        t->verb = byte;
        t->state = OPTION;
    } else if (byte == SB) {
        t->sub_len = 0;
        t->state = SUBNEGOTIATION;
    }
    return byte == IAC;
}

/* In a subnegotiation, behind an IAC. */
static void sub_command(struct telnet *t, uint8_t byte)
{
    t->state = SUBNEGOTIATION;
    if (byte == IAC) {
        collect(t, IAC);
    } else if (byte == SE) {
        told(t);
        t->state = DATA;
    } else {
        (void)command(t, byte); /* its end was forgotten */
    }
}

/* RFC 854: where the data is not binary, a CR that stands alone comes as CR NUL. */
static bool is_data(struct telnet *t, uint8_t byte)
{
    bool filler = byte == 0 && t->after_cr && !(t->theirs & BIT_BINARY);
    t->after_cr = byte == '\r';
    return !filler;
}

/* One byte of the connection; true: it is one of the data. */
static bool step(struct telnet *t, uint8_t byte)
{
    switch (t->state) {
    case DATA:
        if (byte == IAC)
            t->state = COMMAND;
        return byte != IAC && is_data(t, byte);
    case COMMAND:
        return command(t, byte) && is_data(t, byte);
    case OPTION:
        t->state = DATA;
        negotiated(t, byte);
        return false;
    case SUBNEGOTIATION:
        if (byte == IAC)
            t->state = SUB_COMMAND;
        else
            collect(t, byte);
        return false;
    default:
        sub_command(t, byte);
        return false;
    }
}

size_t telnet_feed(struct telnet *t, struct slice bytes, uint8_t *to)
{
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++)
        if (step(t, bytes.at[i]))
            to[len++] = bytes.at[i];
    return len;
}

struct slice telnet_out(const struct telnet *t)
{
    return (struct slice){t->out, t->out_len};
}

void telnet_took(struct telnet *t, size_t n)
{
    t->out_len = (uint8_t)(t->out_len - n);
    memmove(t->out, t->out + n, t->out_len);
}

size_t telnet_put(const struct telnet *t, uint8_t byte, uint8_t to[2])
{
    to[0] = byte;
    to[1] = byte == IAC ? IAC : 0;
    return byte == IAC || (byte == '\r' && !(t->ours & BIT_BINARY)) ? 2 : 1;
}
