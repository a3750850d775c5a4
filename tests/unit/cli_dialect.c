/* boundtty.v1 from the viewer's side: the messages made of input, and the events made of the
 * server's messages. */
#include "base/endian.h"
#include "check.h"
#include "cli/attach/dialect.h"

static struct dialect d;

/* Returns the payload of the next queued frame, unmasked (RFC 6455 section 5.2); "" if there is
 * none. */
static struct slice next_sent(void)
{
    static uint8_t payload[WIRE_OUT_BYTES];
    const uint8_t *frame = d.wire.out + d.wire.out_at;
    size_t len, head = 2;
    if (d.wire.out_at == d.wire.out_len)
        return (struct slice){0};
    CHECK_U64(0x82, frame[0]);
    CHECK((frame[1] & 0x80) != 0);
    len = frame[1] & 0x7fu;
    if (len == 126) {
        len = endian_get_u16(frame + 2);
        head = 4;
    }
    for (size_t i = 0; i < len; i++)
        payload[i] = frame[head + 4 + i] ^ frame[head + i % 4];
    d.wire.out_at += head + 4 + len;
    return slice_make(payload, len);
}

/* A number of 8 bytes, big-endian, that is below 256. */
#define ONLY(byte) "\0\0\0\0\0\0\0" byte

static void check_sent(const char *expected, size_t len)
{
    struct slice s = next_sent();
    CHECK_BYTES(expected, len, (const char *)s.at, s.len);
}
#define SENT(literal) check_sent(literal, sizeof(literal) - 1)

/* Feeds a whole message of the server in pieces of this many bytes; returns the last event. */
static struct dialect_event receive_in(const char *message, size_t len, size_t piece)
{
    struct dialect_event e = {0};
    for (size_t at = 0; at < len || at == 0; at += piece) {
        struct ws_event w = {.type = WS_EVENT_DATA, .first = at == 0, .last = at + piece >= len};
        w.data = slice_part(slice_make(message, len), at, piece);
        dialect_receive(&d, &w, &e);
    }
    return e;
}

static struct dialect_event receive(const char *text)
{
    return receive_in(text, strlen(text), 4096);
}

static void start(bool readonly)
{
    memset(&d, 0, sizeof d);
    CHECK(dialect_start(&d, readonly));
    d.id = 0x1234;
    dialect_hello(&d, 80, 24);
}

static void type(const char *text)
{
    CHECK_U64(strlen(text), dialect_type(&d, slice_of(text)));
    dialect_flush(&d);
}

static void greetings(void)
{
    STORY("hello contains the terminal's size and the client's id")
    {
        start(false);
        SENT("{\"columns\":80,\"rows\":24,\"client\":\"0000000000001234\"}");
        start(true);
        SENT("{\"columns\":80,\"rows\":24,\"client\":\"0000000000001234\",\"readonly\":true}");
    }
    STORY("every client has a different id, never 0")
    {
        start(false);
        CHECK(dialect_start(&d, false));
        uint64_t one = d.id;
        CHECK(dialect_start(&d, false));
        CHECK(one != 0 && d.id != one && (d.id & 1) != 0);
    }
    STORY("sizes, repaints and the input lock are requested by messages of their own")
    {
        start(false);
        (void)next_sent();
        dialect_resize(&d, 100, 30);
        SENT("1{\"columns\":100,\"rows\":30}");
        dialect_claim_size(&d);
        SENT("6");
        dialect_repaint(&d);
        SENT("7");
        dialect_input_lock(&d, "request");
        SENT("8request");
        SENT("");
    }
}

static void input(void)
{
    STORY("input waits for the welcome, and carries its offset")
    {
        start(false);
        (void)next_sent();
        type("ls\r");
        SENT("");
        (void)receive("2{\"input\":0,\"incarnation\":7}");
        dialect_flush(&d);
        SENT("9" ONLY("\7") ONLY("\0") "ls\r");
        type("x");
        SENT("9" ONLY("\7") ONLY("\3") "x");
    }
}

static void sent_again(void)
{
    STORY("confirmed input is discarded, the rest is sent again on a new connection")
    {
        (void)receive_in("4\0\0\0\0\0\0\0\2", 9, 9);
        CHECK_U64(2, d.base);
        CHECK_U64(2, ring_used(&d.kept));
        CHECK_U64(2, d.sent);
        dialect_hello(&d, 80, 24);
        (void)next_sent();
        (void)receive("2{\"input\":3,\"incarnation\":7}");
        dialect_flush(&d);
        SENT("9" ONLY("\7") ONLY("\3") "x");
        SENT("");
    }
    STORY("a confirmation beyond the input, or of another length, is ignored")
    {
        (void)receive_in("4\0\0\0\0\0\0\0\x9", 9, 9);
        CHECK_U64(3, d.base);
        (void)receive_in("4\0\0\0\0\0\0\4", 8, 8);
        CHECK_U64(3, d.base);
    }
    STORY("a server that has forgotten the client, and may have typed what was sent, is not sent "
          "it again")
    {
        dialect_hello(&d, 80, 24);
        (void)next_sent();
        (void)receive("2{\"input\":0,\"incarnation\":7,\"resumed\":false}");
        CHECK(d.base == 0 && d.lost == 1);
        dialect_flush(&d);
        SENT("");
    }
    STORY("what was never sent is sent to a server that has forgotten the client, from its offset")
    {
        d.welcome = false;
        type("y");
        dialect_hello(&d, 80, 24);
        (void)next_sent();
        (void)receive("2{\"input\":0,\"incarnation\":7,\"resumed\":false}");
        CHECK_U64(1, d.lost);
        dialect_flush(&d);
        SENT("9" ONLY("\7") ONLY("\0") "y");
    }
}

static void full(void)
{
    STORY("input is refused once the ring is full")
    {
        static uint8_t many[DIALECT_KEPT_BYTES + 1];
        start(false);
        CHECK_U64(DIALECT_KEPT_BYTES, dialect_room(&d));
        CHECK_U64(DIALECT_KEPT_BYTES, dialect_type(&d, slice_make(many, sizeof many)));
        CHECK_U64(0, dialect_room(&d));
    }
}

static void incarnations(void)
{
    STORY("what was typed while away is dropped if the window has another incarnation, and counted")
    {
        start(false);
        (void)next_sent();
        (void)receive("2{\"input\":0,\"incarnation\":7}");
        dialect_hello(&d, 80, 24);
        (void)next_sent();
        type("rm");
        (void)receive("2{\"input\":0,\"incarnation\":8}");
        CHECK_U64(2, d.lost);
        type("ls");
        SENT("9" ONLY("\10") ONLY("\0") "ls");
    }
    STORY("in a state, another incarnation drops what was not sent, and labels what is typed then")
    {
        d.welcome = false;
        CHECK_U64(1, dialect_type(&d, SLICE("a")));
        d.welcome = true;
        (void)receive("3{\"incarnation\":9}");
        CHECK(d.lost == 3 && ring_used(&d.kept) == 2);
        type("b");
        SENT("9" ONLY("\11") ONLY("\2") "b");
    }
    STORY("what was sent to the earlier one is not sent again on the next connection")
    {
        dialect_hello(&d, 80, 24);
        (void)next_sent();
        (void)receive("2{\"input\":0,\"incarnation\":9}");
        CHECK_U64(5, d.lost);
        dialect_flush(&d);
        SENT("9" ONLY("\11") ONLY("\0") "b");
    }
    STORY("bytes that the server discards are counted once")
    {
        d.lost = 0;
        (void)receive("3{\"incarnation\":9,\"discarded\":4}");
        (void)receive("3{\"incarnation\":9,\"discarded\":4}");
        CHECK_U64(4, d.lost);
        (void)receive("3{\"incarnation\":9,\"discarded\":6}");
        CHECK_U64(6, d.lost);
    }
    STORY("unsent input is dropped on request, and the next hello discards what waits")
    {
        d.sent = 0;
        CHECK_U64(1, dialect_drop_unsent(&d));
        d.discarding = true;
        dialect_hello(&d, 80, 24);
        SENT("{\"columns\":80,\"rows\":24,\"client\":\"0000000000001234\",\"discard\":true}");
        (void)receive("2{\"input\":3,\"incarnation\":9}");
        CHECK(!d.discarding && d.base == 3);
    }
}

static void states(void)
{
    STORY("a state describes the window; members left out are false")
    {
        start(false);
        struct dialect_event e = receive(
            "3{\"columns\":101,\"rows\":31,\"owner\":true,\"retry\":true,\"status\":7,"
            "\"lock_requested\":true,\"input_lock\":\"other\",\"ending\":\"exit status 7\"}");
        CHECK(e.type == DIALECT_STATE);
        CHECK_U64(101, d.window.cols);
        CHECK_U64(31, d.window.rows);
        CHECK(d.window.owner && d.window.retry && d.window.lock_requested && d.window.barred);
        CHECK(d.window.over);
        CHECK_U64(7, d.window.status);
        CHECK_STR("exit status 7", d.window.ending);
        e = receive("3{\"columns\":80,\"rows\":24,\"input_lock\":\"mine\"}");
        CHECK(!d.window.owner && !d.window.retry && !d.window.lock_requested && !d.window.barred);
        CHECK(!d.window.over && !d.window.bounded);
        (void)receive("3{\"columns\":1000,\"rows\":52,\"asked\":{\"columns\":1000,\"rows\":60}}");
        CHECK(d.window.bounded);
    }
    STORY("a token with a read-only role makes the client read only")
    {
        start(false);
        (void)receive("2{\"input\":0,\"readonly\":true}");
        CHECK(d.readonly && d.welcome);
        (void)receive("2{\"input\":0}");
        CHECK(d.readonly);
    }
    STORY("a message longer than the gathering buffer is cut, and an unknown one is ignored")
    {
        static char many[4096];
        memset(many, '3', sizeof many);
        CHECK(receive_in(many, sizeof many, 1000).type == DIALECT_STATE);
        CHECK_U64(DIALECT_GATHER_BYTES, d.gathered);
        CHECK_U64(0, d.window.cols);
        CHECK(receive("9x").type == DIALECT_NOTHING);
        struct ws_event empty = {.type = WS_EVENT_DATA, .first = true, .last = true};
        struct dialect_event e;
        dialect_receive(&d, &empty, &e);
        CHECK(e.type == DIALECT_NOTHING);
    }
}

static void frames(void)
{
    static const char frame[] = "0\0\0\1\2\1\0\0\0\0\0\0\0\5painted";
    STORY("the painted bytes of a frame are returned as they arrive")
    {
        start(false);
        (void)next_sent();
        struct ws_event w = {.type = WS_EVENT_DATA, .first = true, .data = slice_make(frame, 16)};
        struct dialect_event e;
        dialect_receive(&d, &w, &e);
        CHECK(e.type == DIALECT_PAINTED);
        CHECK_BYTES("pa", (size_t)2, (const char *)e.data.at, e.data.len);
        w = (struct ws_event){.type = WS_EVENT_DATA, .last = true, .data = SLICE("inted")};
        dialect_receive(&d, &w, &e);
        CHECK(e.type == DIALECT_PICTURE);
        CHECK_BYTES("inted", (size_t)5, (const char *)e.data.at, e.data.len);
    }
    STORY("a frame is acknowledged once, after it was drawn")
    {
        dialect_shown(&d);
        SENT("4\0\0\1\2");
        dialect_shown(&d);
        SENT("");
    }
    STORY("a frame without the flag does not end a picture, and its head may arrive byte by byte")
    {
        static const char part[] = "0\0\0\0\7\2\0\0\0\0\0\0\0\5x";
        struct dialect_event e = receive_in(part, sizeof part - 1, 1);
        CHECK(e.type == DIALECT_FRAME);
        CHECK_U64(7, d.frame);
        CHECK_BYTES("x", (size_t)1, (const char *)e.data.at, e.data.len);
    }
    STORY("the first frame has the number 1")
    {
        static const char first[] = "0\0\0\0\1\0\0\0\0\0\0\0\0\0x";
        start(false);
        (void)next_sent();
        (void)receive_in(first, sizeof first - 1, 100);
        dialect_shown(&d);
        SENT("4\0\0\0\1");
    }
    STORY("a frame that ends inside its head is ignored")
    {
        d.frame = 7;
        CHECK(receive_in(frame, 13, 13).type == DIALECT_PAINTED);
        CHECK_U64(7, d.frame);
        CHECK(receive_in(frame, 14, 14).type == DIALECT_PICTURE);
    }
}

static void closes(void)
{
    STORY("a close event has the server's code and reason")
    {
        struct ws_event w = {.type = WS_EVENT_CLOSE, .code = 1008, .data = SLICE("\3\xf0no")};
        struct dialect_event e;
        dialect_receive(&d, &w, &e);
        CHECK(e.type == DIALECT_CLOSED);
        CHECK_U64(1008, e.code);
        CHECK_BYTES("no", (size_t)2, (const char *)e.data.at, e.data.len);
        w.type = WS_EVENT_PING;
        dialect_receive(&d, &w, &e);
        CHECK(e.type == DIALECT_NOTHING);
    }
}

int main(void)
{
    greetings();
    input();
    sent_again();
    full();
    incarnations();
    states();
    frames();
    closes();
    return check_end();
}
