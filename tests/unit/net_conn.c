/*
 * Connections over real sockets on the loopback, driven from within one process: a test writes as
 * a client, lets the loop turn, and reads what a client would see. Deadlines are reached by handing
 * net_tick() a later time.
 */
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
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The application: what it is to do is told by the path. */
static unsigned closed_count, request_count;
static struct handle last;
static bool take_messages = true;
static size_t taken_bytes;
static char body_seen[LIMIT_JSON_BODY + 1];

static void answer_bytes(struct conn *c, struct slice bytes)
{
    TEXT(t, 256);
    text_add(&t, bytes);
    http_answer(c, 200, "text/plain", &t, NULL);
}

static void on_request(struct conn *c, const struct http_request *r, uint64_t now_ms)
{
    request_count++;
    last = conn_handle(c);
    if (slice_equal(r->path, SLICE("/ws")))
        (void)ws_accept(c, r, ws_offers(r, "good") ? "good" : NULL, now_ms);
    else if (slice_equal(r->path, SLICE("/whole")))
        http_want_body(c, true);
    else if (slice_equal(r->path, SLICE("/later")))
        ;
    else if (slice_equal(r->path, SLICE("/stream")))
        http_stream(c, 200, "text/plain", NULL);
    else if (slice_equal(r->path, SLICE("/no")))
        http_error(c, 403, "not \"you\"");
    else
        answer_bytes(c, r->path);
}

static size_t on_body(struct conn *c, struct slice piece, bool is_last, uint64_t now_ms)
{
    (void)c;
    (void)is_last;
    (void)now_ms;
    return piece.len;
}

static void on_whole(struct conn *c, const struct http_request *r, struct slice body,
                     uint64_t now_ms)
{
    (void)now_ms;
    CHECK(slice_equal(r->path, SLICE("/whole")));
    memcpy(body_seen, body.at, body.len);
    body_seen[body.len] = '\0';
    answer_bytes(c, slice_part(body, 0, 10));
}

static size_t on_message(struct conn *c, const struct ws_event *e, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
    size_t n = take_messages ? e->data.len : 0;
    taken_bytes += n;
    return n;
}

static void on_writable(struct conn *c, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
}

static void on_closed(struct conn *c, uint64_t now_ms)
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

static int listener(void)
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

/* A server of its own for a story. */
static void start(void)
{
    net_unlisten();
    loop_init();
    net_init(&settings);
    CHECK(net_listen(listener()));
    closed_count = request_count = 0;
    take_messages = true;
    taken_bytes = 0;
}

/* Ends it: every slot is free again. */
static void stop(void)
{
    for (struct conn *c = conn_next(NULL); c; c = conn_next(c))
        conn_close(c);
    (void)net_tick(clock_ms());
    CHECK_U64(0, net_connections()->used);
    net_unlisten();
}

static int client(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        abort();
    return fd;
}

/* Turns the loop until nothing moves. */
static void settle(void)
{
    for (unsigned i = 0; i < 6; i++)
        (void)net_tick(loop_turn(clock_ms() + 1));
}

static void later(uint64_t ms)
{
    (void)net_tick(clock_ms() + ms);
    settle();
}

static void say(int fd, const char *text)
{
    CHECK_U64(strlen(text), write(fd, text, strlen(text)));
    settle();
}

static char heard[65536];
static size_t heard_len;
static bool heard_end;

/* What came, and whether the server has closed. */
static const char *hear(int fd)
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

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static void answers(void)
{
    STORY("a request is answered, and the connection stays")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /hello") "\r\n");
        CHECK_STARTS("HTTP/1.1 200 OK\r\nDate: ", hear(fd));
        CHECK_HOLDS("\r\nServer: test\r\n", heard);
        CHECK_HOLDS("\r\nContent-Security-Policy: default-src 'self'\r\n", heard);
        CHECK_HOLDS("\r\nContent-Length: 6\r\n", heard);
        CHECK_HOLDS("\r\n\r\n/hello", heard);
        CHECK(!heard_end && !strstr(heard, "Connection:"));
        say(fd, HEAD("GET /again") "Connection: close\r\n\r\n");
        CHECK_HOLDS("Connection: close\r\n", hear(fd));
        CHECK(heard_end);
        CHECK_U64(1, closed_count);
        close(fd);
        stop();
    }
    STORY("what is served is counted where it was asked for, on top of what was")
    {
        static struct traffic counted;
        counted = (struct traffic){.received = 1000000, .answers = {0, 7}};
        settings.traffic = &counted;
        start();
        int fd = client();
        say(fd, HEAD("GET /x") "\r\n");
        size_t bytes = strlen(hear(fd));
        say(fd, "nonsense\r\n\r\n");
        bytes += strlen(hear(fd));
        CHECK_U64(1000000 + strlen(HEAD("GET /x") "\r\n"
                                                  "nonsense\r\n\r\n"),
                  counted.received);
        CHECK_U64(bytes, counted.sent);
        CHECK_U64(8, counted.answers[1]);
        CHECK_U64(1, counted.answers[3]);
        CHECK_U64(2, histogram_count(&counted.request));
        CHECK(counted.request.sum_us < 5000000);
        CHECK(histogram_count(&counted.turn) > 0);
        CHECK(net_counted() == &counted);
        close(fd);
        settings.traffic = NULL;
        stop();
    }
    STORY("an error is a JSON sentence")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /no") "\r\n");
        CHECK_STARTS("HTTP/1.1 403 Forbidden\r\n", hear(fd));
        CHECK_HOLDS("{\"error\": \"not \\\"you\\\"\"}\n", heard);
        close(fd);
        stop();
    }
    STORY("HEAD has the head that GET would have, and no body")
    {
        start();
        int fd = client();
        say(fd, HEAD("HEAD /hello") "\r\n");
        CHECK_HOLDS("Content-Length: 6\r\n", hear(fd));
        CHECK_STR("\r\n\r\n", heard + heard_len - 4);
        close(fd);
        stop();
    }
    STORY("requests in a pipeline are answered one after the other, in order")
    {
        start();
        int fd = client();
        char many[4096];
        struct text t;
        text_init(&t, many, sizeof many);
        for (unsigned i = 0; i < 50; i++) {
            text_str(&t, "GET /n");
            text_u64(&t, i);
            text_str(&t, " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        say(fd, text_end(&t));
        CHECK_U64(50, count(hear(fd), "HTTP/1.1 200"));
        CHECK_STR("/n49", heard + heard_len - 4);
        CHECK(strstr(heard, "/n7HTTP") < strstr(heard, "/n8HTTP"));
        close(fd);
        stop();
    }
    STORY("HTTP/1.0 ends the connection, unless asked to keep it")
    {
        start();
        int fd = client();
        say(fd, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        CHECK_HOLDS("Connection: keep-alive\r\n", hear(fd));
        CHECK(!heard_end);
        say(fd, "GET / HTTP/1.0\r\n\r\n");
        (void)hear(fd);
        CHECK(heard_end);
        close(fd);
        stop();
    }
    STORY("a stream is chunked for HTTP/1.1, and ends with the connection for HTTP/1.0")
    {
        for (unsigned minor = 0; minor < 2; minor++) {
            start();
            int fd = client();
            say(fd, minor ? HEAD("GET /stream") "\r\n" : "GET /stream HTTP/1.0\r\n\r\n");
            struct conn *c = conn_find(last);
            http_piece(c, TEXT_OF("0123456789abcdefXYZ"));
            settle();
            http_finish(c);
            settle();
            CHECK_HOLDS(minor ? "\r\n\r\n13\r\n0123456789abcdefXYZ\r\n0\r\n\r\n"
                              : "\r\n\r\n0123456789abcdefXYZ",
                        hear(fd));
            CHECK(heard_end == !minor);
            close(fd);
            stop();
        }
    }
    STORY("an answer may come later, and a client that half closed still gets it")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /later") "\r\n");
        shutdown(fd, SHUT_WR);
        settle();
        (void)hear(fd);
        CHECK_STR("", heard);
        http_answer(conn_find(last), 200, "text/plain", TEXT_OF("late"), NULL);
        settle();
        CHECK_HOLDS("\r\n\r\nlate", hear(fd));
        CHECK(heard_end);
        close(fd);
        stop();
    }
}

#define UPGRADE                                                                                    \
    HEAD("GET /ws")                                                                                \
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"                   \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static int websocket(void)
{
    int fd = client();
    say(fd, UPGRADE "\r\n");
    CHECK_STARTS("HTTP/1.1 101 Switching Protocols\r\n", hear(fd));
    return fd;
}

/* Every way by which a text leaves, with one that did not fit its storage. */
static const struct text *cut_text(void)
{
    static char storage[4];
    static struct text t;
    text_init(&t, storage, sizeof storage);
    text_str(&t, "X: y\r\n");
    return &t;
}

static void answers_cut_body(struct conn *c)
{
    http_answer(c, 200, "text/plain", cut_text(), NULL);
}

static void answers_cut_fields(struct conn *c)
{
    http_answer(c, 200, "text/plain", NULL, cut_text());
}

static void sends_cut_error(struct conn *c)
{
    http_error_text(c, 400, cut_text());
}

static void sends_cut_error_fields(struct conn *c)
{
    http_error_with(c, 400, "it is wrong", cut_text());
}

static void sends_long_error(struct conn *c)
{
    static char sentence[HTTP_SENTENCE_MAX + 2];
    memset(sentence, 'x', HTTP_SENTENCE_MAX + 1);
    http_error(c, 400, sentence);
}

static void sends_cut_constant_fields(struct conn *c)
{
    http_constant(c, 200, "text/plain", SLICE("x"), cut_text());
}

static void streams_cut_fields(struct conn *c)
{
    http_stream(c, 200, "text/plain", cut_text());
}

static void streams_cut_piece(struct conn *c)
{
    http_stream(c, 200, "text/plain", NULL);
    http_piece(c, cut_text());
}

static void sends_cut_message(struct conn *c)
{
    (void)ws_send(c, WS_TEXT, cut_text());
}

static void sends_whole_error(struct conn *c)
{
    static char sentence[HTTP_SENTENCE_MAX + 1];
    memset(sentence, '\1', HTTP_SENTENCE_MAX);
    http_error(c, 400, sentence);
}

/* Whether a child that does this dies of a bug. */
static bool is_bug(void (*does)(struct conn *c), struct conn *c)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL);
        (void)dup2(open("/dev/null", O_WRONLY), 2);
        does(c);
        _exit(0);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void cut_texts(void)
{
    STORY("a text that was cut is a bug of whoever hands it out, and never leaves")
    {
        static void (*const ways[])(struct conn *) = {
            answers_cut_body, answers_cut_fields,        sends_cut_error,    sends_cut_error_fields,
            sends_long_error, sends_cut_constant_fields, streams_cut_fields, streams_cut_piece};
        start();
        int fd = client();
        say(fd, HEAD("GET /later") "\r\n");
        for (size_t i = 0; i < COUNT(ways); i++)
            CHECK(is_bug(ways[i], conn_find(last)));
        CHECK(!is_bug(sends_whole_error, conn_find(last)));
        close(fd);
        stop();
    }
    STORY("so is a WebSocket message")
    {
        start();
        int fd = websocket();
        CHECK(is_bug(sends_cut_message, conn_find(last)));
        close(fd);
        stop();
    }
}

static void gone(void)
{
    STORY("a stream whose client has gone is over at once")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /stream") "\r\n");
        CHECK_U64(0, closed_count);
        close(fd);
        settle();
        CHECK_U64(1, closed_count);
        stop();
    }
    STORY("what a client sends behind a stream waits for its end")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /stream") "\r\n" HEAD("GET /two") "\r\n");
        say(fd, HEAD("GET /three") "\r\n");
        CHECK_U64(1, request_count);
        http_finish(conn_find(last));
        settle();
        CHECK_HOLDS("\r\n\r\n/two", hear(fd));
        CHECK_HOLDS("\r\n\r\n/three", heard);
        close(fd);
        stop();
    }
}

static void bodies(void)
{
    STORY("a body is handed on whole, with or without a length, however it is cut")
    {
        static const char *const requests[] = {
            HEAD("POST /whole") "Content-Length: 5\r\n\r\nhello",
            HEAD("POST /whole") "Transfer-Encoding: "
                                "chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\n\r\n"};
        for (unsigned i = 0; i < 2; i++) {
            start();
            int fd = client();
            for (const char *at = requests[i]; *at; at++) {
                CHECK_U64(1, write(fd, at, 1));
                (void)net_tick(loop_turn(clock_ms() + 1));
            }
            say(fd, HEAD("GET /next") "\r\n");
            CHECK_HOLDS("\r\n\r\nhello", hear(fd));
            CHECK_HOLDS("\r\n\r\n/next", heard);
            CHECK_STR("hello", body_seen);
            close(fd);
            stop();
        }
    }
    STORY("the largest body is taken, chunked by bytes, with a request behind it")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /whole") "Transfer-Encoding: chunked\r\n\r\n");
        for (unsigned i = 0; i < LIMIT_JSON_BODY / 16; i++) {
            for (unsigned j = 0; j < 16; j++)
                CHECK_U64(6, write(fd, "1\r\nz\r\n", 6));
            settle();
        }
        say(fd, "0\r\n\r\n" HEAD("GET /next") "\r\n");
        CHECK_HOLDS("\r\n\r\nzzzzzzzzzz", hear(fd));
        CHECK_HOLDS("\r\n\r\n/next", heard);
        CHECK_U64(LIMIT_JSON_BODY, strlen(body_seen));
        close(fd);
        stop();
    }
    STORY("a body that is too large is refused, said or found")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /whole") "Content-Length: 16385\r\n\r\n");
        CHECK_STARTS("HTTP/1.1 413 ", hear(fd));
        CHECK_HOLDS("Connection: close", heard);
        CHECK(heard_end);
        close(fd);
        fd = client();
        say(fd, HEAD("POST /whole") "Transfer-Encoding: chunked\r\n\r\n");
        static char chunk[1024];
        memset(chunk, 'z', sizeof chunk);
        for (unsigned i = 0; i < 17; i++) {
            CHECK_U64(5, write(fd, "400\r\n", 5));
            CHECK_U64(1024, write(fd, chunk, 1024));
            CHECK_U64(2, write(fd, "\r\n", 2));
        }
        settle();
        CHECK_STARTS("HTTP/1.1 413 ", hear(fd));
        close(fd);
        stop();
    }
    STORY("who expects 100-continue gets it, or the refusal")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /whole") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        (void)hear(fd);
        CHECK_STR("HTTP/1.1 100 Continue\r\n\r\n", heard);
        say(fd, "hello");
        CHECK_HOLDS("\r\n\r\nhello", hear(fd));
        say(fd, HEAD("POST /no") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        CHECK_STARTS("HTTP/1.1 403 ", hear(fd));
        CHECK_HOLDS("Connection: close\r\n", heard);
        CHECK(heard_end);
        close(fd);
        stop();
    }
    STORY("a small body that nobody asked for is read over; a large one ends the connection")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /no") "Content-Length: 5\r\n\r\nhello" HEAD("GET /next") "\r\n");
        CHECK_HOLDS("\r\n\r\n/next", hear(fd));
        say(fd, HEAD("POST /no") "Content-Length: 1000000\r\n\r\nhello");
        CHECK_STARTS("HTTP/1.1 403 ", hear(fd));
        CHECK(heard_end);
        close(fd);
        stop();
    }
    STORY("what is no chunk is refused with 400")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /whole") "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");
        CHECK_STARTS("HTTP/1.1 400 ", hear(fd));
        CHECK(heard_end);
        close(fd);
        stop();
    }
}

static void deadlines(void)
{
    STORY("a head that does not come to its end gets 408, one that never began is closed")
    {
        start();
        int slow = client(), silent = client();
        say(slow, "GET / HT");
        later(10100);
        CHECK_STARTS("HTTP/1.1 408 ", hear(slow));
        CHECK(heard_end);
        (void)hear(silent);
        CHECK_STR("", heard);
        CHECK(heard_end);
        CHECK_U64(0, net_connections()->used);
        close(slow);
        close(silent);
        stop();
    }
    STORY("a body that does not come gets 408")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /whole") "Content-Length: 5\r\n\r\nhel");
        later(10100);
        CHECK_STARTS("HTTP/1.1 408 ", hear(fd));
        CHECK(heard_end);
        close(fd);
        stop();
    }
    STORY("an idle connection outlasts the head's deadline, not its own")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /") "\r\n");
        later(100000);
        (void)hear(fd);
        CHECK(!heard_end);
        later(120100);
        (void)hear(fd);
        CHECK(heard_end);
        close(fd);
        stop();
    }
}

static void full(void)
{
    STORY("where every slot is at work, a newcomer is sent a whole 503")
    {
        static int fds[LIMIT_CONNECTIONS];
        start();
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++) {
            fds[i] = client();
            say(fds[i], HEAD("GET /later") "\r\n");
        }
        int fd = client();
        say(fd, HEAD("GET /") "\r\n");
        CHECK_STARTS("HTTP/1.1 503 ", hear(fd));
        CHECK_HOLDS("Retry-After: ", heard);
        CHECK_HOLDS("Connection: close\r\n", heard);
        CHECK_HOLDS("}\n", heard);
        CHECK(heard_end);
        CHECK_U64(1, net_connections()->refused);
        CHECK_U64(LIMIT_CONNECTIONS, net_connections()->used);
        close(fd);
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++)
            close(fds[i]);
        stop();
        CHECK_U64(LIMIT_CONNECTIONS, closed_count);
    }
    STORY("who has yet to send a head gives way to newcomers")
    {
        static int fds[LIMIT_CONNECTIONS];
        start();
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++) {
            fds[i] = client();
            say(fds[i], "GET / HT");
        }
        for (unsigned i = 0; i < 3; i++) {
            int fd = client();
            say(fd, HEAD("GET /served") "\r\n");
            CHECK_HOLDS("\r\n\r\n/served", hear(fd));
            close(fd);
            settle();
        }
        CHECK_STARTS("HTTP/1.1 503 ", hear(fds[0]));
        CHECK_U64(1, net_counted()->displaced);
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++)
            close(fds[i]);
        stop();
    }
    STORY("one address holds no more than its share")
    {
        settings.address_share = 2;
        settings.loopback_shares = true;
        start();
        int fds[3];
        for (unsigned i = 0; i < 3; i++) {
            fds[i] = client();
            say(fds[i], HEAD("GET /x") "\r\n");
            CHECK_STARTS(i < 2 ? "HTTP/1.1 200 " : "HTTP/1.1 503 ", hear(fds[i]));
        }
        CHECK_U64(1, net_counted()->over_share);
        for (unsigned i = 0; i < 3; i++)
            close(fds[i]);
        settings.address_share = 0;
        stop();
    }
}

/* A masked frame whose mask is all zero. */
static void say_frame(int fd, uint8_t first, const char *payload, uint8_t len)
{
    uint8_t frame[140] = {first, (uint8_t)(0x80 | len)};
    memcpy(frame + 6, payload, len);
    CHECK_U64(6u + len, write(fd, frame, 6u + len));
    settle();
}

static void upgrades(void)
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
    STORY("what is no upgrade is told what would be")
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
    STORY("pings are answered, and a close by a close")
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
    STORY("a frame that no peer may send is answered by 1002")
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
    STORY("our close waits two seconds for the peer's")
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
    STORY("who answers no ping is gone after two; any byte is an answer")
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
    STORY("what the application does not take is held back and handed in again")
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
    STORY("who goes while what it sent is held back is noticed at once, and who goes on is not")
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
    STORY("a handle does not name the connection that comes after")
    {
        start();
        int fd = websocket();
        struct handle h = last;
        conn_close(conn_find(h));
        CHECK(!conn_find(h));
        settle();
        close(fd);
        fd = websocket();
        CHECK(!conn_find(h) && conn_find(last) && last.index == h.index);
        close(fd);
        stop();
    }
    STORY("a shutdown says 1001 to the upgraded and closes the idle")
    {
        start();
        int fd = websocket(), idle = client(), busy = client();
        say(busy, HEAD("GET /later") "\r\n");
        struct handle working = last;
        net_shutdown(clock_ms());
        settle();
        (void)hear(fd);
        CHECK_BYTES("\x88", 1, heard, 1);
        CHECK_BYTES("\x03\xe9", 2, heard + 2, 2);
        (void)hear(idle);
        CHECK(heard_end);
        http_answer(conn_find(working), 200, "text/plain", TEXT_OF("done"), NULL);
        settle();
        CHECK_HOLDS("\r\n\r\ndone", hear(busy));
        CHECK(heard_end);
        close(fd);
        close(idle);
        close(busy);
        stop();
    }
}

int main(void)
{
    answers();
    cut_texts();
    gone();
    bodies();
    deadlines();
    full();
    upgrades();
    return check_end();
}
