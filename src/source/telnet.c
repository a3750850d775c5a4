/*
 * An option is answered only if its state changes (RFC 1143 in short: the answer to our own request
 * is not answered again), and a connection gets at most TELNET_ANSWERS_MAX answers, which ends any
 * negotiation loop. The line's settings are sent when the peer agrees to COM-PORT-OPTION. Only as
 * many bytes of a subnegotiation are kept as the longest known one has; the rest is skipped.
 */
#include "source/telnet.h"

#include "base/endian.h"

#include <string.h>

enum { SE = 240, NOP, MARK, BREAK, SB = 250, WILL, WONT, DO, DONT, IAC };
enum { BINARY = 0, ECHO = 1, SUPPRESS_GO_AHEAD = 3, COM_PORT = 44 };
enum state { DATA, COMMAND, OPTION, SUBNEGOTIATION, SUB_COMMAND };

/* Options as bits of a set, and the sets permitted to each side. */
enum { BIT_BINARY = 1, BIT_ECHO = 2, BIT_GO_AHEAD = 4, BIT_COM_PORT = 8 };
#define FOR_US (BIT_BINARY | BIT_GO_AHEAD | BIT_COM_PORT)
#define FOR_THEM (BIT_BINARY | BIT_GO_AHEAD | BIT_COM_PORT | BIT_ECHO)

/* Commands of RFC 2217 section 3; those of the peer are numbered 100 higher. */
enum {
    SET_SPEED = 1,
    SET_SIZE,
    SET_PARITY,
    SET_STOP,
    SET_CONTROL,
    NOTIFY_LINE,
    NOTIFY_MODEM,
    SUSPEND,
    RESUME,
    SET_MODEM_MASK = 11,
    FROM_PEER = 100,
};
enum { BREAK_ON = 5, BREAK_OFF, DTR_ON = 8, DTR_OFF, RTS_ON = 11, RTS_OFF };

static uint8_t option_bit(uint8_t option)
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

/* Queues all bytes or none; a command that does not fit is counted in `dropped`. */
static bool telnet_send(struct telnet *t, const uint8_t *bytes, size_t len)
{
    if (len > sizeof t->out - t->out_len) {
        t->dropped = (uint8_t)(t->dropped + (t->dropped < UINT8_MAX));
        return false;
    }
    memcpy(t->out + t->out_len, bytes, len);
    t->out_len = (uint8_t)(t->out_len + len);
    return true;
}

static bool telnet_send_option(struct telnet *t, uint8_t verb, uint8_t option)
{
    const uint8_t bytes[] = {IAC, verb, option};
    return telnet_send(t, bytes, sizeof bytes);
}

/* Queues a command of COM-PORT-OPTION with a value of `bytes` bytes in network order, each IAC
 * doubled. */
static bool telnet_send_sub(struct telnet *t, uint8_t command, uint32_t value, unsigned bytes)
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
    return telnet_send(t, line, len);
}

static const char parities[] = "NOEMS"; /* in the order of RFC 2217, from 1 */

static uint8_t telnet_parity(const struct os_serial *s)
{
    const char *at = strchr(parities, s->parity);
    return (uint8_t)(at && s->parity ? at - parities + 1 : 1);
}

static uint8_t telnet_flow(const struct os_serial *s)
{
    return s->flow == OS_SERIAL_FLOW_RTSCTS ? 3 : s->flow == OS_SERIAL_FLOW_XONXOFF ? 2 : 1;
}

bool telnet_has_line(const struct telnet *t)
{
    return (t->ours.in_force & BIT_COM_PORT) != 0;
}

bool telnet_set(struct telnet *t, const struct os_serial *wanted)
{
    t->wanted = *wanted;
    return telnet_has_line(t) && telnet_send_sub(t, SET_SPEED, wanted->speed, 4) &&
           telnet_send_sub(t, SET_SIZE, wanted->data_bits, 1) &&
           telnet_send_sub(t, SET_PARITY, telnet_parity(wanted), 1) &&
           telnet_send_sub(t, SET_STOP, wanted->stop_bits, 1) &&
           telnet_send_sub(t, SET_CONTROL, telnet_flow(wanted), 1);
}

bool telnet_break(struct telnet *t, bool on)
{
    const uint8_t plain[] = {IAC, BREAK};
    if (telnet_has_line(t))
        return telnet_send_sub(t, SET_CONTROL, on ? BREAK_ON : BREAK_OFF, 1);
    return !on || telnet_send(t, plain, sizeof plain);
}

bool telnet_set_lines(struct telnet *t, unsigned lines, bool on)
{
    if (!telnet_has_line(t))
        return false;
    bool done = true;
    if (lines & OS_SERIAL_DTR)
        done = telnet_send_sub(t, SET_CONTROL, on ? DTR_ON : DTR_OFF, 1);
    if (lines & OS_SERIAL_RTS)
        done = telnet_send_sub(t, SET_CONTROL, on ? RTS_ON : RTS_OFF, 1) && done;
    return done;
}

/* Sets DTR and RTS as wanted for an opened line. */
static void telnet_open_lines(struct telnet *t)
{
    const struct os_serial *s = &t->wanted;
    if (s->dtr != OS_SERIAL_LEAVE)
        (void)telnet_set_lines(t, OS_SERIAL_DTR, s->dtr == OS_SERIAL_ON);
    if (s->rts != OS_SERIAL_LEAVE)
        (void)telnet_set_lines(t, OS_SERIAL_RTS, s->rts == OS_SERIAL_ON);
}

static void option_request(struct telnet *t, struct telnet_side *side, uint8_t verb, uint8_t option)
{
    if (telnet_send_option(t, verb, option))
        side->asked |= option_bit(option);
}

void telnet_init(struct telnet *t, const struct os_serial *wanted)
{
    *t = (struct telnet){.wanted = *wanted};
    option_request(t, &t->ours, WILL, COM_PORT);
    option_request(t, &t->ours, WILL, BINARY);
    option_request(t, &t->theirs, DO, BINARY);
    option_request(t, &t->ours, WILL, SUPPRESS_GO_AHEAD);
    option_request(t, &t->theirs, DO, SUPPRESS_GO_AHEAD);
}

static void option_answer(struct telnet *t, uint8_t verb, uint8_t option)
{
    if (t->answers < TELNET_ANSWERS_MAX && telnet_send_option(t, verb, option))
        t->answers++;
}

/* Terms for the options of one side: those permitted, and the verbs that agree and refuse. */
struct terms {
    uint8_t permitted, yes, no;
};

/* Handles a peer's statement that an option of one side is on or off. The peer gets an answer,
 * unless this is itself the answer to a request of ours or changes nothing. */
static void option_agree(struct telnet *t, struct telnet_side *side, struct terms terms,
                         uint8_t option, bool on)
{
    uint8_t bit = option_bit(option);
    bool was = (side->in_force & bit) != 0, was_asked = (side->asked & bit) != 0;
    side->asked = (uint8_t)(side->asked & ~bit);
    if (on && !(bit & terms.permitted)) {
        option_answer(t, terms.no, option);
        return;
    }
    if (on == was)
        return;
    side->in_force = (uint8_t)(side->in_force ^ bit);
    if (!was_asked)
        option_answer(t, on ? terms.yes : terms.no, option);
}

/* Handles a complete negotiation: t->verb and its option. */
static void option_received(struct telnet *t, uint8_t option)
{
    bool had_line = telnet_has_line(t);
    if (t->verb == DO || t->verb == DONT)
        option_agree(t, &t->ours, (struct terms){FOR_US, WILL, WONT}, option, t->verb == DO);
    else
        option_agree(t, &t->theirs, (struct terms){FOR_THEM, DO, DONT}, option, t->verb == WILL);
    if (telnet_has_line(t) && !had_line) {
        (void)telnet_set(t, &t->wanted);
        telnet_open_lines(t);
        (void)telnet_send_sub(t, SET_MODEM_MASK, 0xFF, 1);
    }
}

/* Converts a modem state (RFC 2217 section 3.2.6), which has the bits of a 16450's modem status
 * register. */
static uint8_t telnet_modem(uint8_t state)
{
    return (uint8_t)((state & 0x80 ? OS_SERIAL_DCD : 0) | (state & 0x40 ? OS_SERIAL_RI : 0) |
                     (state & 0x20 ? OS_SERIAL_DSR : 0) | (state & 0x10 ? OS_SERIAL_CTS : 0));
}

/* Handles a complete subnegotiation: COM_PORT, a command of the peer, and a value. Others are
 * ignored. */
static void telnet_read_sub(struct telnet *t)
{
    if (t->sub_len < 2 || t->sub[0] != COM_PORT)
        return;
    switch (t->sub[1]) {
    case FROM_PEER + SET_SPEED:
        if (t->sub_len == 6)
            t->peer.speed = endian_get_u32(t->sub + 2);
        break;
    case FROM_PEER + SET_SIZE:
        if (t->sub_len == 3 && t->sub[2] >= 5 && t->sub[2] <= 8)
            t->peer.data_bits = t->sub[2];
        break;
    case FROM_PEER + SET_PARITY:
        if (t->sub_len == 3 && t->sub[2] >= 1 && t->sub[2] <= 5)
            t->peer.parity = (uint8_t)parities[t->sub[2] - 1];
        break;
    case FROM_PEER + SET_STOP:
        if (t->sub_len == 3 && (t->sub[2] == 1 || t->sub[2] == 2))
            t->peer.stop_bits = t->sub[2];
        break;
    case FROM_PEER + NOTIFY_MODEM:
        if (t->sub_len == 3) {
            t->modem = telnet_modem(t->sub[2]);
            t->modem_known = 1;
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

static void telnet_collect(struct telnet *t, uint8_t byte)
{
    if (t->sub_len < sizeof t->sub)
        t->sub[t->sub_len++] = byte;
}

/* Handles the byte after an IAC. True: it is an IAC that is data. */
static bool telnet_command(struct telnet *t, uint8_t byte)
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

/* Handles the byte after an IAC within a subnegotiation. */
static void telnet_sub_command(struct telnet *t, uint8_t byte)
{
    t->state = SUBNEGOTIATION;
    if (byte == IAC) {
        telnet_collect(t, IAC);
    } else if (byte == SE) {
        telnet_read_sub(t);
        t->state = DATA;
    } else {
        (void)telnet_command(t, byte); /* the peer did not end the subnegotiation */
    }
}

/* Whether the byte is data. In data that is not binary CR NUL encodes a lone CR (RFC 854), and this
 * NUL is not. */
static bool telnet_is_data(struct telnet *t, uint8_t byte)
{
    bool filler = byte == 0 && t->after_cr && !(t->theirs.in_force & BIT_BINARY);
    t->after_cr = byte == '\r';
    return !filler;
}

/* Handles one byte of the connection. True: the byte is data. */
static bool telnet_step(struct telnet *t, uint8_t byte)
{
    switch (t->state) {
    case DATA:
        if (byte == IAC)
            t->state = COMMAND;
        return byte != IAC && telnet_is_data(t, byte);
    case COMMAND:
        return telnet_command(t, byte) && telnet_is_data(t, byte);
    case OPTION:
        t->state = DATA;
        option_received(t, byte);
        return false;
    case SUBNEGOTIATION:
        if (byte == IAC)
            t->state = SUB_COMMAND;
        else
            telnet_collect(t, byte);
        return false;
    default:
        telnet_sub_command(t, byte);
        return false;
    }
}

size_t telnet_feed(struct telnet *t, struct slice bytes, uint8_t *to)
{
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++)
        if (telnet_step(t, bytes.at[i]))
            to[len++] = bytes.at[i];
    return len;
}

struct slice telnet_out(const struct telnet *t)
{
    return slice_make(t->out, t->out_len);
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
    return byte == IAC || (byte == '\r' && !(t->ours.in_force & BIT_BINARY)) ? 2 : 1;
}
