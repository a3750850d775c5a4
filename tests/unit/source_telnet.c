/* Telnet as spoken by a client to a server of serial lines. */
#include "check.h"
#include "source/telnet.h"

static struct telnet t;
static const struct os_serial usual = {
    .speed = 115200, .data_bits = 8, .parity = 'N', .stop_bits = 1};

#define IAC "\xFF"
#define SB "\xFA"
#define SE "\xF0"
#define WILL "\xFB"
#define WONT "\xFC"
#define DO "\xFD"
#define DONT "\xFE"
#define COM "\x2C"

/* The data among these bytes. */
static const char *data(const char *bytes, size_t len)
{
    static uint8_t to[256];
    size_t n = telnet_feed(&t, (struct slice){(const uint8_t *)bytes, len}, to);
    to[n] = '\0';
    return (const char *)to;
}
#define FEED(literal) data(literal, sizeof(literal) - 1)

/* Takes the bytes to be sent. */
#define CHECK_OUT(literal)                                                                         \
    do {                                                                                           \
        struct slice check_out = telnet_out(&t);                                                   \
        CHECK_BYTES(literal, sizeof(literal) - 1, (const char *)check_out.at, check_out.len);      \
        telnet_took(&t, check_out.len);                                                            \
    } while (0)

#define AGREED IAC DO COM IAC DO "\0" IAC WILL "\0" IAC DO "\3" IAC WILL "\3"

static void agreed(void)
{
    telnet_init(&t, &usual);
    FEED(AGREED);
    telnet_took(&t, telnet_out(&t).len);
}

static void negotiation(void)
{
    STORY("a client offers control of the line, and binary in both directions")
    {
        telnet_init(&t, &usual);
        CHECK_OUT(IAC WILL COM IAC WILL "\0" IAC DO "\0" IAC WILL "\3" IAC DO "\3");
        CHECK(!telnet_has_line(&t) && !telnet_set(&t, &usual));
    }
    STORY("a peer that agrees gets the settings of the line, once, and no further answer")
    {
        telnet_init(&t, &usual);
        telnet_took(&t, telnet_out(&t).len);
        CHECK_STR("", FEED(AGREED));
        CHECK(telnet_has_line(&t));
        CHECK_OUT(IAC SB COM "\1\0\1\xC2\0" IAC SE IAC SB COM "\2\x8" IAC SE IAC SB COM
                             "\3\1" IAC SE IAC SB COM "\4\1" IAC SE IAC SB COM
                             "\5\1" IAC SE IAC SB COM "\xB\xFF\xFF" IAC SE);
        CHECK_STR("", FEED(AGREED));
        CHECK_OUT("");
    }
    STORY("an option that we do not have is refused, and an agreed one can be withdrawn")
    {
        agreed();
        FEED(IAC DO "\x18" IAC WILL "\x1F" IAC DONT "\x18" IAC WONT "\x1F");
        CHECK_OUT(IAC WONT "\x18" IAC DONT "\x1F");
        FEED(IAC DONT COM IAC WONT "\0");
        CHECK_OUT(IAC WONT COM IAC DONT "\0");
        CHECK(!telnet_has_line(&t));
    }
    STORY("a peer that negotiates without end gets a bounded number of answers")
    {
        size_t sent = 0;
        agreed();
        for (int i = 0; i < 10000; i++) {
            FEED(IAC WILL "\1" IAC WONT "\1" IAC DO "\x63");
            sent += telnet_out(&t).len;
            telnet_took(&t, telnet_out(&t).len);
        }
        CHECK_U64(3 * TELNET_ANSWERS_MAX, sent);
        CHECK_STR("still here", FEED("still here"));
    }
}

static void settings(void)
{
    STORY("another frame, flow and speed, in which 255 is doubled")
    {
        struct os_serial other = {.speed = 0x00FF10FF,
                                  .data_bits = 7,
                                  .parity = 'E',
                                  .stop_bits = 2,
                                  .flow = OS_SERIAL_FLOW_RTSCTS};
        agreed();
        CHECK(telnet_set(&t, &other));
        CHECK_OUT(IAC SB COM "\1\0\xFF\xFF\x10\xFF\xFF" IAC SE IAC SB COM "\2\7" IAC SE IAC SB COM
                             "\3\3" IAC SE IAC SB COM "\4\2" IAC SE IAC SB COM "\5\3" IAC SE);
    }
    STORY("a break and the modem lines")
    {
        agreed();
        CHECK(telnet_break(&t, true));
        CHECK_OUT(IAC SB COM "\5\5" IAC SE);
        CHECK(telnet_break(&t, false));
        CHECK_OUT(IAC SB COM "\5\6" IAC SE);
        CHECK(telnet_set_lines(&t, OS_SERIAL_DTR | OS_SERIAL_RTS, false));
        CHECK_OUT(IAC SB COM "\5\x9" IAC SE IAC SB COM "\5\xC" IAC SE);
        CHECK(telnet_set_lines(&t, OS_SERIAL_RTS, true));
        CHECK_OUT(IAC SB COM "\5\xB" IAC SE);
    }
    STORY("without control of the line a break is still possible, and nothing else")
    {
        telnet_init(&t, &usual);
        telnet_took(&t, telnet_out(&t).len);
        FEED(IAC DONT COM);
        CHECK_OUT("");
        CHECK(telnet_break(&t, true) && telnet_break(&t, false));
        CHECK_OUT("\xFF\xF3");
        CHECK(!telnet_set_lines(&t, OS_SERIAL_DTR, true) && !telnet_set(&t, &usual));
    }
}

static void bytes(void)
{
    STORY("data passes unchanged, a doubled 255 as one")
    {
        agreed();
        CHECK_STR("login: \xFF!", FEED("login: " IAC IAC "!"));
        CHECK_STR("ab", FEED("a" IAC "\xF1" IAC "\xF9"
                             "b"));
        CHECK_STR("c\rd", FEED("c\rd"));
        CHECK_BYTES("\r\0", 2, FEED("\r\0"), 2);
    }
    STORY("commands are understood wherever they are split")
    {
        static const char bytes[] =
            "x" IAC WILL "\1"
            "y" IAC SB COM "\x6B\xB0" IAC SE "z" IAC IAC IAC SB COM "\x65\0\0\x25\x80" IAC SE "!";
        agreed();
        char all[16] = "";
        for (size_t i = 0; i < sizeof bytes - 1; i++)
            strcat(all, data(bytes + i, 1));
        CHECK_STR("xyz\xFF!", all);
        CHECK_OUT(IAC DO "\1");
        CHECK(t.modem_known && t.modem == (OS_SERIAL_DCD | OS_SERIAL_DSR | OS_SERIAL_CTS));
        CHECK_U64(9600, t.peer.speed);
    }
    STORY("data is sent with 255 doubled; a lone CR gets a NUL until binary is agreed upon")
    {
        uint8_t to[2];
        telnet_init(&t, &usual);
        CHECK(telnet_put(&t, 'a', to) == 1 && to[0] == 'a');
        CHECK(telnet_put(&t, 0xFF, to) == 2 && to[0] == 0xFF && to[1] == 0xFF);
        CHECK(telnet_put(&t, '\r', to) == 2 && to[0] == '\r' && to[1] == 0);
        CHECK_STR("a\rb", FEED("a\r\0b"));
        agreed();
        CHECK(telnet_put(&t, '\r', to) == 1);
    }
}

static void bounds(void)
{
    STORY("commands that are not sent fill their buffer; further ones are dropped and counted")
    {
        agreed();
        for (int i = 0; i < 1000; i++)
            FEED(IAC DO "\x63");
        CHECK(telnet_out(&t).len <= TELNET_OUT_BYTES && t.dropped > 0);
        CHECK(!telnet_set(&t, &usual));
    }
    STORY("a subnegotiation without an end is ended by the next command, and a long one is skipped")
    {
        agreed();
        CHECK_STR("", FEED(IAC SB COM "\x65\1\2\3\4\5\6\7\x8\x9\1\2\3\4\5\6\7\x8\x9\1\2\3\4\5"));
        CHECK_STR("ok", FEED(IAC SE "ok"));
        CHECK_U64(0, t.peer.speed);
        CHECK_STR("ok", FEED(IAC SB COM "\x6B" IAC WILL "\1"
                                        "ok"));
        CHECK(!t.modem_known);
    }
    STORY("a peer suspends and resumes the data")
    {
        agreed();
        FEED(IAC SB COM "\x6C" IAC SE);
        CHECK(t.suspended);
        FEED(IAC SB COM "\x6D" IAC SE);
        CHECK(!t.suspended);
    }
}

int main(void)
{
    negotiation();
    settings();
    bytes();
    bounds();
    return check_end();
}
