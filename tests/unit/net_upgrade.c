/* Tests of WebSocket connections: the handshake, messages both ways, pings, closes,
 * back-pressure. */
#include "net_stage.h"

static void handshakes(void)
{
    STORY("an upgrade chooses the subprotocol that was offered")
    {
        start();
        int fd = client();
        say(fd, UPGRADE "Sec-WebSocket-Protocol: other, good\r\n\r\n");
        CHECK_HOLDS("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", hear(fd));
        CHECK_HOLDS("Sec-WebSocket-Protocol: good\r\n", heard);
        CHECK_STR("127.0.0.1", conn_address(conn_find(last)));
        close(fd);
        stop();
    }
    STORY("a request that is not an upgrade is answered with what an upgrade needs")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /ws") "\r\n");
        CHECK_STARTS("HTTP/1.1 426 ", hear(fd));
        CHECK_HOLDS("Upgrade: websocket\r\n", heard);
        say(fd, HEAD("GET /ws") "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Version: 8\r\n\r\n");
        CHECK_HOLDS("Sec-WebSocket-Version: 13\r\n", hear(fd));
        say(fd, HEAD("GET /ws") "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n");
        CHECK_STARTS("HTTP/1.1 400 ", hear(fd));
        close(fd);
        stop();
    }
}

static void messages(void)
{
    STORY("messages written in place arrive with the fewest head bytes")
    {
        start();
        int fd = websocket();
        struct conn *c = conn_find(last);
        size_t size = 0;
        uint8_t *to = ws_reserve(c, 200, &size);
        CHECK(to && size >= 200);
        memcpy(to, "hi", 2);
        ws_commit(c, WS_BINARY, 2);
        to = ws_reserve(c, 200, &size);
        memset(to, 'x', 200);
        ws_commit(c, WS_TEXT, 200);
        settle();
        (void)hear(fd);
        CHECK_U64(2 + 2 + 4 + 200, heard_len);
        CHECK_BYTES("\x82\x02hi\x81\x7e\x00\xc8xx", 10, heard, 10);
        CHECK(!ws_send_frame(c, WS_TEXT, true,
                             (struct slice){(const uint8_t *)heard, LIMIT_CONN_OUT}));
        close(fd);
        stop();
    }
    STORY("a forbidden frame is answered with 1002")
    {
        start();
        int fd = websocket();
        say_frame(fd, 0x83, "", 0);
        (void)hear(fd);
        CHECK_BYTES("\x88\x02\x03\xea", 4, heard, heard_len);
        CHECK(heard_end);
        close(fd);
        stop();
    }
}

static void pings(void)
{
    STORY("pings are answered with pongs, and a close with a close")
    {
        start();
        int fd = websocket();
        say_frame(fd, 0x89, "are you", 7);
        (void)hear(fd);
        CHECK_BYTES("\x8a\x07"
                    "are you",
                    9, heard, heard_len);
        say_frame(fd, 0x88,
                  "\x03\xe8"
                  "bye",
                  5);
        (void)hear(fd);
        CHECK_BYTES("\x88\x02\x03\xe8", 4, heard, heard_len);
        CHECK(heard_end);
        CHECK_U64(1, closed_count);
        close(fd);
        stop();
    }
    STORY("a client that leaves two pings unanswered is closed; any byte is an answer")
    {
        start();
        int fd = websocket();
        later(30100);
        later(60300);
        (void)hear(fd);
        CHECK_BYTES("\x89\x00\x89\x00", 4, heard, heard_len);
        say_frame(fd, 0x8a, "", 0);
        later(90500);
        later(120700);
        CHECK_U64(0, closed_count);
        later(150900);
        CHECK_U64(1, closed_count);
        CHECK_U64(1, net_counted()->unanswered);
        close(fd);
        stop();
    }
}

static void closes(void)
{
    STORY("our close frame waits two seconds for the peer's")
    {
        start();
        int fd = websocket(), other = websocket();
        ws_close(conn_find(last), 4000, "so it is");
        settle();
        (void)hear(other);
        CHECK_BYTES("\x88\x0a\x0f\xa0so it is", 12, heard, heard_len);
        CHECK(!heard_end && closed_count == 0);
        say_frame(other, 0x81, "still talking", 13);
        CHECK_U64(0, taken_bytes);
        later(2100);
        CHECK_U64(1, closed_count);
        close(fd);
        close(other);
        stop();
    }
}

static void back_pressure(void)
{
    STORY("bytes that the application does not consume are held back and passed again")
    {
        start();
        int fd = websocket();
        take_messages = false;
        say_frame(fd, 0x81, "hello", 5);
        static char flood[65536];
        memset(flood, 0, sizeof flood);
        for (unsigned i = 0; i + 6 <= sizeof flood; i += 6)
            memcpy(flood + i, "\x8a\x80\0\0\0\0", 6);
        for (unsigned i = 0; i < 200 && write(fd, flood, sizeof flood) > 0; i++)
            settle();
        CHECK_U64(0, taken_bytes);
        take_messages = true;
        conn_resume(conn_find(last));
        settle();
        CHECK_U64(5, taken_bytes);
        close(fd);
        settle();
        stop();
    }
    STORY("a client that ends while its messages are held back is noticed at once; one that stays "
          "is kept")
    {
        start();
        int stays = websocket(), goes = websocket();
        take_messages = false;
        for (unsigned i = 0; i < 3; i++) {
            say_frame(stays, 0x81, "hello", 5);
            say_frame(goes, 0x81, "hello", 5);
        }
        CHECK_U64(2, net_connections()->used);
        shutdown(goes, SHUT_WR);
        settle();
        CHECK_U64(1, net_connections()->used);
        CHECK_U64(1, closed_count);
        CHECK_U64(0, taken_bytes);
        close(goes);
        close(stays);
        settle();
        CHECK_U64(0, net_connections()->used);
        stop();
    }
}

static void stalled_close(void)
{
    STORY("a close drops a message that waits to be consumed, and is answered")
    {
        start();
        int fd = websocket();
        take_messages = false;
        say_frame(fd, 0x81, "hello", 5);
        ws_close(conn_find(last), WS_CLOSE_POLICY, "");
        take_messages = true;
        (void)net_tick(clock_ms());
        settle();
        (void)hear(fd);
        CHECK_BYTES("\x88\x02\x03\xf0", 4, heard, heard_len);
        say_frame(fd, 0x88, "\x03\xf0", 2);
        (void)hear(fd);
        CHECK(heard_end && heard_len == 0);
        CHECK_U64(1, closed_count);
        CHECK_U64(0, taken_bytes);
        close(fd);
        stop();
    }
    STORY("a close frame without a code is answered with one without a code")
    {
        start();
        int fd = websocket();
        say_frame(fd, 0x88, "", 0);
        (void)hear(fd);
        CHECK_BYTES("\x88\x00", 2, heard, heard_len);
        CHECK(heard_end);
        close(fd);
        stop();
    }
    STORY("the second close has no effect, and a long reason is shortened to fit a frame")
    {
        static char reason[200];
        start();
        int fd = websocket();
        memset(reason, 'r', sizeof reason - 1);
        ws_close(conn_find(last), 4001, reason);
        ws_close(conn_find(last), 4002, "");
        settle();
        (void)hear(fd);
        CHECK_U64(2 + WS_CONTROL_MAX, heard_len);
        CHECK_BYTES("\x88\x7d\x0f\xa1rr", 6, heard, 6);
        close(fd);
        stop();
    }
}

static void room(void)
{
    STORY("a message that just fits the out buffer is sent, with one byte more it is not")
    {
        start();
        int fd = websocket();
        struct conn *c = conn_find(last);
        size_t fits = conn_room(c) - WS_HEAD_MAX;
        CHECK(fits < LIMIT_CONN_OUT &&
              !ws_send_frame(c, WS_BINARY, true, slice_make(large, fits + 1)));
        CHECK(ws_send_frame(c, WS_BINARY, true, slice_make(large, fits)));
        CHECK_U64(0, conn_room(c));
        CHECK(!ws_send_frame(c, WS_BINARY, true, slice_make(large, 0)));
        size_t size;
        CHECK(!ws_reserve(c, 0, &size));
        /* A ping is still answered. */
        CHECK_U64(7, write(fd, "\x89\x81\0\0\0\0p", 7));
        settle();
        (void)hear(fd);
        CHECK_U64(4 + fits + 3, heard_len);
        CHECK_BYTES("\x8a\x01p", 3, heard + heard_len - 3, 3);
        CHECK(conn_all_sent(c));
        close(fd);
        stop();
    }
    STORY("a reservation succeeds with exactly the least room, and fails with less")
    {
        start();
        int fd = websocket();
        struct conn *c = conn_find(last);
        size_t size = 0, most = conn_room(c) - WS_HEAD_MAX;
        CHECK(!ws_reserve(c, most + 1, &size));
        CHECK(ws_reserve(c, most, &size) && size == most);
        ws_commit(c, WS_BINARY, 125);
        ws_commit(c, WS_BINARY, 126);
        settle();
        (void)hear(fd);
        CHECK_U64(2 + 125 + 4 + 126, heard_len);
        close(fd);
        stop();
    }
    STORY("a message above the limit is answered with 1009, and counted")
    {
        settings.message_max = 5;
        start();
        int fd = websocket();
        say_frame(fd, 0x82, "12345", 5);
        CHECK_U64(5, taken_bytes);
        say_frame(fd, 0x82, "123456", 6);
        (void)hear(fd);
        CHECK_BYTES("\x88\x02\x03\xf1", 4, heard, heard_len);
        CHECK_U64(5, taken_bytes);
        CHECK_U64(1, net_counted()->messages_too_large);
        settings.message_max = LIMIT_MESSAGE;
        close(fd);
        stop();
    }
}

int main(void)
{
    handshakes();
    messages();
    pings();
    closes();
    back_pressure();
    stalled_close();
    room();
    return check_end();
}
