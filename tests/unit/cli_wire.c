/* The client's WebSocket over a socket whose other end is the test. */
#include "base/clock.h"
#include "check.h"
#include "cli/connect/wire.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct wire w;
static struct ws_event event;
static int server;

static void start(void)
{
    int ends[2];
    memset(&w, 0, sizeof w);
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    w.fd = ends[0];
    w.reader.from_server = 1;
    w.heard_ms = 1000;
    server = ends[1];
}

static void end(void)
{
    close(w.fd);
    close(server);
}

/* Returns the frames that the server received, each as "HEX:PAYLOAD;": its first byte, and its
 * payload unmasked. */
static const char *received(void)
{
    static char text[256];
    uint8_t bytes[256];
    size_t len = 0;
    ssize_t n = recv(server, bytes, sizeof bytes, MSG_DONTWAIT);
    for (size_t at = 0; n > 0 && at + 6 <= (size_t)n;) {
        size_t size = bytes[at + 1] & 0x7f;
        CHECK((bytes[at + 1] & 0x80) != 0);
        len += (size_t)snprintf(text + len, sizeof text - len, "%02x:", bytes[at]);
        for (size_t i = 0; i < size; i++)
            text[len++] = (char)(bytes[at + 6 + i] ^ bytes[at + 2 + i % 4]);
        text[len++] = ';';
        at += 6 + size;
    }
    text[len] = '\0';
    return text;
}

static const char *flushed(void)
{
    CHECK(wire_flush(&w));
    return received();
}

static void check_flushed(const char *expected)
{
    const char *got = flushed();
    CHECK_STR(expected, got);
}

static bool receive(const char *bytes, size_t n)
{
    CHECK(write(server, bytes, n) == (ssize_t)n);
    return wire_fill(&w, 5000);
}

static void sending(void)
{
    STORY("a message of two parts is one masked frame")
    {
        start();
        wire_send(&w, SLICE("0head"), SLICE("data"));
        CHECK(wire_unsent(&w));
        check_flushed("82:0headdata;");
        CHECK(!wire_unsent(&w));
        wire_close(&w, WS_CLOSE_NORMAL);
        const char *closed = received();
        CHECK_BYTES("88:\x03\xe8;", (size_t)6, closed, strlen(closed));
        end();
    }
    STORY("masks differ from frame to frame")
    {
        start();
        uint8_t first[4], second[4];
        wire_send(&w, SLICE("a"), SLICE(""));
        memcpy(first, w.out + 2, 4);
        wire_send(&w, SLICE("a"), SLICE(""));
        memcpy(second, w.out + 7 + 2, 4);
        CHECK(memcmp(first, second, 4) != 0);
        CHECK_U64(WIRE_MASKS - 2, w.masks_left);
        end();
    }
    STORY("a full buffer keeps room for control frames")
    {
        static uint8_t many[WIRE_OUT_BYTES];
        start();
        size_t room = wire_room(&w);
        CHECK(room > WIRE_OUT_BYTES - 512 && room < WIRE_OUT_BYTES);
        wire_send(&w, slice_make(many, room), (struct slice){0});
        CHECK(wire_room(&w) < 14);
        CHECK(receive("\x89\x02hi", 4));
        size_t before = w.out_len;
        CHECK(wire_next(&w, &event) == WS_EVENT_NONE);
        CHECK_U64(before + 8, w.out_len);
        end();
    }
}

static void receiving(void)
{
    STORY("a ping is answered, and a pong is not passed to the caller")
    {
        start();
        CHECK(receive("\x89\x02hi\x8a\x00\x82\x03"
                      "abc",
                      11));
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA);
        CHECK_BYTES("abc", (size_t)3, (const char *)event.data.at, event.data.len);
        CHECK(wire_next(&w, &event) == WS_EVENT_NONE);
        check_flushed("8a:hi;");
        end();
    }
    STORY("a frame may arrive in pieces")
    {
        start();
        CHECK(receive("\x82", 1));
        CHECK(wire_next(&w, &event) == WS_EVENT_NONE);
        CHECK(receive("\x02x", 2));
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA);
        CHECK(event.first && !event.last);
        CHECK(receive("y", 1));
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA);
        CHECK(event.last);
        end();
    }
    STORY("frames not read yet are kept over the next receive")
    {
        start();
        CHECK(receive("\x82\x01"
                      "a\x82\x01"
                      "b",
                      6));
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA && event.data.at[0] == 'a');
        CHECK(receive("\x82\x01"
                      "c",
                      3));
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA && event.data.at[0] == 'b');
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA && event.data.at[0] == 'c');
        CHECK(wire_next(&w, &event) == WS_EVENT_NONE);
        end();
    }
    STORY("a connection without bytes is open, one that ended is not")
    {
        start();
        CHECK(wire_fill(&w, 5000));
        CHECK_U64(1000, w.heard_ms);
        close(server);
        CHECK(!wire_fill(&w, 5000));
        close(w.fd);
    }
}

static void silence(void)
{
    STORY("a silent server gets one ping, and the same time again for its answer")
    {
        start();
        CHECK_U64(1000 + WIRE_SILENCE_MS, wire_tick(&w, 1000));
        CHECK_U64(1000 + WIRE_SILENCE_MS, wire_tick(&w, 999 + WIRE_SILENCE_MS));
        check_flushed("");
        CHECK_U64(1000 + 2 * WIRE_SILENCE_MS, wire_tick(&w, 1000 + WIRE_SILENCE_MS));
        check_flushed("89:;");
        CHECK_U64(1000 + 2 * WIRE_SILENCE_MS, wire_tick(&w, 2000 + WIRE_SILENCE_MS));
        check_flushed("");
        CHECK_U64(0, wire_tick(&w, 1000 + 2 * WIRE_SILENCE_MS));
        end();
    }
    STORY("any byte ends the silence")
    {
        start();
        (void)wire_tick(&w, 1000 + WIRE_SILENCE_MS);
        CHECK(receive("\x8a\x00", 2));
        CHECK_U64(5000 + WIRE_SILENCE_MS, wire_tick(&w, 4000 + WIRE_SILENCE_MS));
        end();
    }
}

/* Plays the server of one upgrade in a process of its own: answers with the key's accept value if
 * `good`, and sends a first frame after the head. */
static pid_t play(bool good)
{
    static char text[4096];
    struct slice key, rest;
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    size_t len = 0;
    ssize_t n;
    while (!strstr(text, "\r\n\r\n") && (n = read(server, text + len, sizeof text - 1 - len)) > 0)
        len += (size_t)n;
    const char *at = strstr(text, "Sec-WebSocket-Key: ");
    rest = slice_of(at ? at + 19 : "");
    (void)slice_cut(rest, '\r', &key);
    TEXT(answer, 1024);
    text_str(&answer, "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: boundtty.v1\r\n"
                      "Sec-WebSocket-Accept: ");
    if (!ws_accept_key(key, &answer))
        _exit(1);
    answer.at[answer.len - 1] = good ? '=' : '-';
    text_str(&answer, "\r\n\r\n\x82\x02hi");
    _exit(write(server, answer.at, answer.len) == (ssize_t)answer.len ? 0 : 1);
}

/* Upgrades a kept connection to the test's server; returns the exit status. */
static int open_wire(bool good)
{
    static struct client c;
    int status = -1;
    start();
    memset(&c, 0, sizeof c);
    c.quiet = true;
    c.target.way = TARGET_HTTP;
    c.request.fd = w.fd;
    c.request.keep = c.request.over = true;
    pid_t pid = play(good);
    int result = wire_open(&w, &c, "/attach", clock_ms() + 5000);
    waitpid(pid, &status, 0);
    CHECK_U64(0, status);
    return result;
}

static void upgrades(void)
{
    STORY(
        "an answer to our key upgrades the connection, and the bytes after it are the first frame")
    {
        CHECK_U64(CLI_DONE, open_wire(true));
        CHECK(wire_next(&w, &event) == WS_EVENT_DATA);
        CHECK_BYTES("hi", (size_t)2, (const char *)event.data.at, event.data.len);
        CHECK(!wire_unsent(&w) && !w.pinged);
        end();
    }
    STORY("an answer to another key is refused")
    {
        CHECK_U64(CLI_REFUSED, open_wire(false));
        end();
    }
}

int main(void)
{
    upgrades();
    sending();
    receiving();
    silence();
    return check_end();
}
