/*
 * echo-server PORT: src/net alone on a port of 127.0.0.1, for suites that know nothing of
 * terminals. A body of up to 16 KiB is collected and answered with its Content-Length. Everything
 * longer streams: neither a message nor such a body is ever held whole, and a client that does not
 * read what comes back is not read from.
 */
#include "base/clock.h"
#include "net/conn.h"
#include "net/net.h"
#include "net/respond.h"
#include "net/upgrade.h"
#include "os/loop.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char usage[] =
    "usage: echo-server [OPTION N]... PORT\n"
    "Any WebSocket path echoes messages with their opcode; any HTTP path answers 200 with the\n"
    "request's body. GET /asset answers 10 KB, and has no other methods; /empty answers 204, and "
    "so\n"
    "does OPTIONS. Unknown methods get 501. PORT 0: any, printed. SIGTERM ends it.\n"
    "  --header-ms N    for a head, and for a body's progress (10000)\n"
    "  --idle-ms N      a connection between requests (120000)\n"
    "  --ping-ms N      between pings (30000)\n"
    "  --pings N        unanswered ones that end a WebSocket (2)\n"
    "  --stall-ms N     a response that nobody takes (30000)\n"
    "  --message N      bytes of the largest message (16777216)\n"
    "  --share N        connections of one address, 0: all of them (0)\n"
    "  --send-buffer N  of a WebSocket's socket, 0: the system's (0)\n"
    "  -h               this text\n";

#define COLLECTED_MAX 16384

/* What is under way on a connection. */
static struct {
    bool answering; /* the response has begun */
    bool echoing;   /* the first frame of the message has been sent */
    size_t len;     /* bytes of the body that are collected, */
    size_t sent;    /* and those of them that a response has, as the body is longer */
    uint8_t body[COLLECTED_MAX];
} state[LIMIT_CONNECTIONS];

static int ending[2]; /* a pipe: what is written there ends the server */
static bool ends;
static uint8_t asset[10240];

#define GET_METHODS "Allow: GET, HEAD, OPTIONS\r\n"
#define ALL_METHODS "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"

static void request(struct conn *c, const struct http_request *r, uint64_t now_ms)
{
    bool is_asset = slice_equal(r->path, SLICE("/asset"));
    bool gets = r->method == HTTP_GET || r->method == HTTP_HEAD;
    state[conn_index(c)].answering = state[conn_index(c)].echoing = false;
    state[conn_index(c)].len = state[conn_index(c)].sent = 0;
    if (r->upgrade_websocket)
        (void)ws_accept(c, r, NULL, now_ms);
    else if (r->method == HTTP_OTHER)
        http_error(c, 501, "this server has no such method");
    else if (r->method == HTTP_OPTIONS)
        http_answer(c, 204, NULL, NULL, is_asset ? TEXT_OF(GET_METHODS) : TEXT_OF(ALL_METHODS));
    else if (is_asset && !gets)
        http_error_with(c, 405, "this path has other methods", TEXT_OF(GET_METHODS));
    else if (is_asset)
        http_constant(c, 200, "application/octet-stream", (struct slice){asset, sizeof asset},
                      NULL);
    else if (slice_equal(r->path, SLICE("/empty")))
        http_answer(c, 204, NULL, NULL, NULL);
    else
        http_want_body(c, slice_equal(r->path, SLICE("/whole")));
}

static void whole_body(struct conn *c, const struct http_request *r, struct slice body,
                       uint64_t now_ms)
{
    (void)now_ms;
    TEXT(digits, 32);
    text_u64(&digits, body.len);
    http_answer(c, r->path.len == 6 ? 200 : 500, "text/plain", &digits, NULL);
}

/* Collects a piece, as far as there is room. A body that is over is answered. */
static size_t collect(struct conn *c, struct slice piece, bool last)
{
    size_t at = state[conn_index(c)].len;
    struct slice part = slice_part(piece, 0, COLLECTED_MAX - at);
    if (part.len > 0)
        memcpy(state[conn_index(c)].body + at, part.at, part.len);
    state[conn_index(c)].len += part.len;
    if (part.len < piece.len) {
        state[conn_index(c)].answering = true;
        http_stream(c, 200, "application/octet-stream", NULL);
    } else if (last) {
        http_constant(c, 200, "application/octet-stream",
                      slice_make(state[conn_index(c)].body, at + part.len), NULL);
    }
    return part.len;
}

static size_t body(struct conn *c, struct slice piece, bool last, uint64_t now_ms)
{
    (void)now_ms;
    if (!state[conn_index(c)].answering)
        return collect(c, piece, last);
    size_t *sent = &state[conn_index(c)].sent;
    struct slice collected = slice_make(state[conn_index(c)].body, state[conn_index(c)].len);
    struct slice part = slice_part(slice_from(collected, *sent), 0, http_room(c));
    if (part.len > 0) {
        *sent += part.len;
        http_piece_raw(c, part);
        return 0;
    }
    part = *sent < collected.len ? (struct slice){0} : slice_part(piece, 0, http_room(c));
    http_piece_raw(c, part);
    if (last && part.len == piece.len)
        http_finish(c);
    return part.len;
}

static size_t message(struct conn *c, const struct ws_event *e, uint64_t now_ms)
{
    (void)now_ms;
    bool *echoing = &state[conn_index(c)].echoing;
    size_t room = conn_room(c) > WS_HEAD_MAX ? conn_room(c) - WS_HEAD_MAX : 0;
    struct slice part = slice_part(e->data, 0, room);
    if (part.len == 0 && e->data.len > 0)
        return 0;
    bool fin = e->last && part.len == e->data.len;
    (void)ws_send_frame(c, *echoing ? WS_CONTINUATION : e->opcode, fin, part);
    *echoing = !fin;
    return part.len;
}

static void writable(struct conn *c, uint64_t now_ms)
{
    (void)now_ms;
    conn_resume(c);
}

static void closed(struct conn *c, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
}

static const struct net_app echo = {.request = request,
                                    .body = body,
                                    .whole_body = whole_body,
                                    .message = message,
                                    .writable = writable,
                                    .closed = closed};

static struct net_settings settings = {.app = &echo,
                                       .header_ms = DEFAULT_HEADER_MS,
                                       .idle_ms = DEFAULT_IDLE_MS,
                                       .ping_ms = DEFAULT_PING_MS,
                                       .unanswered_pings = DEFAULT_UNANSWERED_PINGS,
                                       .message_max = 16 * 1024 * 1024,
                                       .loopback_shares = true,
                                       .server = "echo",
                                       .policy = "default-src 'none'"};

static bool set(const char *option, const char *number)
{
    uint64_t n;
    if (!slice_u64(slice_of(number), &n) || n > UINT32_MAX)
        return false;
    const struct {
        const char *name;
        uint32_t *value;
    } options[] = {{"--header-ms", &settings.header_ms}, {"--idle-ms", &settings.idle_ms},
                   {"--ping-ms", &settings.ping_ms},     {"--pings", &settings.unanswered_pings},
                   {"--stall-ms", &settings.stall_ms},   {"--send-buffer", &settings.send_buffer}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(option, options[i].name) == 0) {
            *options[i].value = (uint32_t)n;
            return true;
        }
    }
    if (strcmp(option, "--message") == 0)
        settings.message_max = n;
    else if (strcmp(option, "--share") == 0 && n <= UINT16_MAX)
        settings.address_share = (uint16_t)n;
    else
        return false;
    return true;
}

static int listening(uint64_t port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, SOMAXCONN) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0 || getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        perror("echo-server: cannot listen");
        exit(1);
    }
    printf("listening on 127.0.0.1:%u\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static void on_signal(int signal)
{
    (void)signal;
    (void)!write(ending[1], "", 1);
}

static void on_ending(uint32_t id, short revents, uint64_t now_ms)
{
    (void)id;
    (void)revents;
    if (read(ending[0], &(char){0}, 1) == 1 && !ends) {
        ends = true;
        net_shutdown(now_ms);
    }
}

static void serve(void)
{
    uint64_t wake = 0, last = UINT64_MAX;
    while (!ends || (net_connections()->used > 0 && clock_ms() < last)) {
        uint64_t now = loop_turn(wake < last ? wake : last);
        if (ends && last == UINT64_MAX)
            last = now + 3000;
        wake = net_tick(now);
    }
}

int main(int argc, char **argv)
{
    uint64_t port;
    int at = 1;
    for (; at + 2 < argc && set(argv[at], argv[at + 1]); at += 2)
        ;
    if (at + 1 != argc || strcmp(argv[at], "-h") == 0 || !slice_u64(slice_of(argv[at]), &port) ||
        port > 65535) {
        bool asked = at + 1 == argc && strcmp(argv[at], "-h") == 0;
        fputs(usage, asked ? stdout : stderr);
        return asked ? 0 : 2;
    }
    memset(asset, 'x', sizeof asset);
    if (pipe(ending) != 0)
        return 1;
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    loop_init();
    net_init(&settings);
    (void)loop_watch(ending[0], POLLIN, on_ending, 0);
    (void)net_listen(listening(port));
    serve();
    return 0;
}
