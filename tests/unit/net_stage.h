/*
 * A stage for tests of net: the whole room over real sockets on the loopback, driven from within
 * one process. A test writes as a client, lets the loop turn, and reads what a client would see;
 * deadlines are reached by passing a later time to net_tick().
 */
#ifndef TESTS_NET_STAGE_H
#define TESTS_NET_STAGE_H

#include "check.h"

#include "base/clock.h"
#include "net/conn.h"
#include "net/net.h"
#include "net/respond.h"
#include "net/upgrade.h"
#include "os/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The application, which chooses its behaviour by the request's path. */
static unsigned closed_count, request_count;
static struct handle last;
static bool take_messages = true;
static size_t taken_bytes;
static char body_seen[LIMIT_JSON_BODY + 1];
static char large[4 * 1024 * 1024]; /* more than the kernel accepts at once */
static size_t streamed;             /* bytes of streamed bodies */

static inline void answer_bytes(struct conn *c, struct slice bytes)
{
    TEXT(t, 256);
    text_add(&t, bytes);
    http_answer(c, 200, "text/plain", &t, NULL);
}

static inline void on_request(struct conn *c, const struct http_request *r, uint64_t now_ms)
{
    request_count++;
    last = conn_handle(c);
    if (slice_equal(r->path, SLICE("/ws")))
        (void)ws_accept(c, r, ws_offers(r, "good") ? "good" : NULL, now_ms);
    else if (slice_equal(r->path, SLICE("/whole")))
        http_want_body(c, true);
    else if (slice_equal(r->path, SLICE("/body")))
        http_want_body(c, false);
    else if (slice_equal(r->path, SLICE("/large")))
        http_constant(c, 200, "text/plain", slice_make(large, sizeof large), NULL);
    else if (slice_equal(r->path, SLICE("/later")))
        ;
    else if (slice_equal(r->path, SLICE("/stream")))
        http_stream(c, 200, "text/plain", NULL);
    else if (slice_equal(r->path, SLICE("/no")))
        http_error(c, 403, "not \"you\"");
    else
        answer_bytes(c, r->path);
}

static inline size_t on_body(struct conn *c, struct slice piece, bool is_last, uint64_t now_ms)
{
    (void)now_ms;
    streamed += piece.len;
    if (is_last)
        http_answer(c, 200, "text/plain", TEXT_OF("streamed"), NULL);
    return piece.len;
}

static inline void on_whole(struct conn *c, const struct http_request *r, struct slice body,
                            uint64_t now_ms)
{
    (void)now_ms;
    CHECK(slice_equal(r->path, SLICE("/whole")));
    memcpy(body_seen, body.at, body.len);
    body_seen[body.len] = '\0';
    answer_bytes(c, slice_part(body, 0, 10));
}

static inline size_t on_message(struct conn *c, const struct ws_event *e, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
    size_t n = take_messages ? e->data.len : 0;
    taken_bytes += n;
    return n;
}

static inline void on_writable(struct conn *c, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
}

static inline void on_closed(struct conn *c, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
    closed_count++;
}

static const struct net_app app = {.request = on_request,
                                   .body = on_body,
                                   .whole_body = on_whole,
                                   .message = on_message,
                                   .writable = on_writable,
                                   .closed = on_closed};
static struct net_settings settings = {.app = &app,
                                       .header_ms = 10000,
                                       .idle_ms = 120000,
                                       .ping_ms = 30000,
                                       .unanswered_pings = 2,
                                       .message_max = LIMIT_MESSAGE,
                                       .server = "test",
                                       .policy = "default-src 'self'"};
static uint16_t port;

static inline int listener(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 1024) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0 || getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        abort();
    port = ntohs(at.sin_port);
    return fd;
}

/* Starts a server of its own for a story. */
static inline void start(void)
{
    net_unlisten();
    loop_init();
    net_init(&settings);
    CHECK(net_listen(listener()));
    closed_count = request_count = 0;
    take_messages = true;
    taken_bytes = 0;
}

/* Ends the server: every slot is free again. */
static inline void stop(void)
{
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c))
        conn_close(c);
    (void)net_tick(clock_ms());
    CHECK_U64(0, net_connections()->used);
    net_unlisten();
}

static inline int client(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        abort();
    /* Otherwise a second small write would wait for the server to acknowledge the first (Nagle). */
    int on = 1;
    CHECK_U64(0, setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    return fd;
}

/* Turns the loop until nothing moves. */
static inline void settle(void)
{
    for (unsigned i = 0; i < 6; i++)
        (void)net_tick(loop_turn(clock_ms() + 1));
}

static inline void later(uint64_t ms)
{
    (void)net_tick(clock_ms() + ms);
    settle();
}

static inline void say(int fd, const char *text)
{
    CHECK_U64(strlen(text), write(fd, text, strlen(text)));
    settle();
}

static char heard[65536];
static size_t heard_len;
static bool heard_end;

/* What the client received, and whether the server has closed. */
static inline const char *hear(int fd)
{
    heard_len = 0;
    heard_end = false;
    for (;;) {
        ssize_t n = read(fd, heard + heard_len, sizeof heard - 1 - heard_len);
        if (n > 0)
            heard_len += (size_t)n;
        heard_end = n == 0 || (n < 0 && errno == ECONNRESET);
        if (n <= 0)
            break;
    }
    heard[heard_len] = '\0';
    return heard;
}

#define HEAD(line) line " HTTP/1.1\r\nHost: x\r\n"
#define CHECK_STARTS(expected, got)                                                                \
    do {                                                                                           \
        const char *starts = (got);                                                                \
        size_t most = strlen(expected);                                                            \
        CHECK_BYTES(expected, most, starts, strnlen(starts, most));                                \
    } while (0)
#define CHECK_HOLDS(expected, got)                                                                 \
    do {                                                                                           \
        const char *holds = (got);                                                                 \
        if (!strstr(holds, expected))                                                              \
            CHECK_FAILED("expected \"%s\" within: %s", expected, holds);                           \
    } while (0)

static inline unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

#define UPGRADE                                                                                    \
    HEAD("GET /ws")                                                                                \
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"                   \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static inline int websocket(void)
{
    int fd = client();
    say(fd, UPGRADE "\r\n");
    CHECK_STARTS("HTTP/1.1 101 Switching Protocols\r\n", hear(fd));
    return fd;
}

/* Makes a masked frame whose mask is all zero. */
static inline void say_frame(int fd, uint8_t first, const char *payload, uint8_t len)
{
    uint8_t frame[140] = {first, (uint8_t)(0x80 | len)};
    memcpy(frame + 6, payload, len);
    CHECK_U64(6u + len, write(fd, frame, 6u + len));
    settle();
}

#endif
