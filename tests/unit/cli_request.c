/* Valid and invalid answers of servers; each is in the socket before it is read. */
#include "base/clock.h"
#include "check.h"
#include "cli/connect/request.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct request r;
static uint8_t asked[4096], body[32768];
static size_t asked_len, body_len;
static int far;

static void connect_pair(void)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    memset(&r, 0, sizeof r);
    r.fd = ends[0];
    r.until_ms = clock_ms() + 200;
    far = ends[1];
}

/* Sends a request whose answer is already in the socket; returns its status. */
static unsigned ask_next(const char *answer, size_t len, const struct request_parts *a)
{
    if (write(far, answer, len) != (ssize_t)len)
        return 0;
    unsigned status = request_send(&r, a);
    ssize_t n = recv(far, asked, sizeof asked, MSG_DONTWAIT);
    asked_len = n > 0 ? (size_t)n : 0;
    return status;
}

static const struct request_parts plain = {.method = "GET", .path = "/x"};

static unsigned ask(const char *answer)
{
    connect_pair();
    return ask_next(answer, strlen(answer), &plain);
}

static void end(void)
{
    close(r.fd);
    close(far);
}

static bool gather(void)
{
    return request_body(&r, body, sizeof body, &body_len);
}

static void requests(void)
{
    STORY("a request contains its host, credential, body and additional fields")
    {
        connect_pair();
        const struct request_parts a = {.method = "POST",
                                        .base = "/tty",
                                        .path = "/api",
                                        .host = "pi:80",
                                        .token = "secret",
                                        .fields = "X: y\r\n",
                                        .body = SLICE("{}")};
        CHECK_U64(204, ask_next("HTTP/1.1 204 No Content\r\n\r\n", 27, &a));
        const char *expected = "POST /tty/api HTTP/1.1\r\nHost: pi:80\r\n"
                               "Authorization: Bearer secret\r\nContent-Type: application/json\r\n"
                               "Content-Length: 2\r\nX: y\r\n\r\n{}";
        CHECK_BYTES(expected, strlen(expected), (const char *)asked, asked_len);
        CHECK(gather());
        CHECK_U64(0, body_len);
        end();
    }
    STORY("one connection serves many requests, however their answers are framed")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"));
        CHECK(gather());
        CHECK_BYTES("abc", (size_t)3, (const char *)body, body_len);
        CHECK(r.keep && r.over);
        const char *chunked =
            "HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\nOther: v \r\n"
            "\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        struct slice value;
        CHECK_U64(404, ask_next(chunked, strlen(chunked), &plain));
        CHECK(request_field(&r, "OTHER", &value));
        CHECK_BYTES("v", (size_t)1, (const char *)value.at, value.len);
        CHECK(gather());
        CHECK_BYTES("abcde", (size_t)5, (const char *)body, body_len);
        CHECK(r.keep);
        end();
    }
    STORY("a body without a length ends with the connection, which is not kept")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\n\r\nall of it"));
        close(far);
        CHECK(gather());
        CHECK_BYTES("all of it", (size_t)9, (const char *)body, body_len);
        CHECK(!r.keep);
        close(r.fd);
    }
}

static void framing(void)
{
    STORY("a body that arrives in two pieces after its head is complete")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"));
        struct slice piece;
        CHECK(request_piece(&r, &piece));
        CHECK_BYTES("abc", (size_t)3, (const char *)piece.at, piece.len);
        CHECK(!r.over);
        CHECK(write(far, "defX", 4) == 4);
        CHECK(request_piece(&r, &piece));
        CHECK_BYTES("def", (size_t)3, (const char *)piece.at, piece.len);
        CHECK(r.over && r.keep && !r.broken);
        CHECK(!request_piece(&r, &piece));
        end();
    }
    STORY("a chunked body that is split inside a chunk's head is complete")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"));
        struct slice piece;
        CHECK(request_piece(&r, &piece));
        CHECK_BYTES("ab", (size_t)2, (const char *)piece.at, piece.len);
        CHECK(write(far, "3\r\ncde\r\n0\r\n\r\n", 13) == 13);
        CHECK(gather());
        CHECK_BYTES("cde", (size_t)3, (const char *)body, body_len);
        CHECK(r.over && !r.broken);
        end();
    }
}

static void edges(void)
{
    STORY("an answer whose status permits no body has none, whatever its fields say")
    {
        CHECK_U64(204, ask("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"));
        CHECK(r.over && gather());
        CHECK_U64(0, body_len);
        end();
        CHECK_U64(304, ask("HTTP/1.1 304 Not Modified\r\n\r\n"));
        CHECK(r.over && r.keep);
        end();
        CHECK_U64(199, ask("HTTP/1.1 199 Early\r\n\r\n"));
        CHECK(r.over);
        end();
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        CHECK(r.over && r.keep);
        end();
    }
    STORY("a connection that the server closes is not kept, and other fields have no effect")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na"));
        CHECK(gather());
        CHECK(!r.keep);
        end();
        struct slice value;
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        CHECK(!request_field(&r, "Connection", &value));
        end();
    }
    STORY("a body that exactly fits is accepted, and one byte more is refused")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef"));
        CHECK(request_body(&r, body, 6, &body_len));
        CHECK_U64(6, body_len);
        end();
    }
}

/* Sends a body larger than the buffer while it is read. */
static void long_body(void)
{
    STORY("a body longer than the buffer passes through it")
    {
        static char text[REQUEST_IN_BYTES * 2];
        memset(text, 'x', sizeof text);
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n"));
        CHECK(write(far, text, 30000) == 30000);
        CHECK(gather());
        CHECK_U64(30000, body_len);
        CHECK(memcmp(text, body, 30000) == 0);
        end();
    }
}

static void wrong_answers(void)
{
    STORY("bytes that are not an answer are refused")
    {
        CHECK_U64(0, ask("SSH-2.0-OpenSSH\r\n\r\n"));
        CHECK_U64(EPROTO, errno);
        end();
        CHECK_U64(0, ask("HTTP/1.1 2x0 OK\r\n\r\n"));
        CHECK_U64(EPROTO, errno);
        end();
        CHECK_U64(0, ask("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"));
        end();
    }
    STORY("an answer that does not come, ends early, or never ends its head is abandoned")
    {
        CHECK_U64(0, ask("HTTP/1.1 200 OK\r\n"));
        CHECK_U64(ETIMEDOUT, errno);
        end();
        connect_pair();
        shutdown(far, SHUT_WR);
        CHECK_U64(0, request_send(&r, &plain));
        CHECK_U64(ECONNRESET, errno);
        end();
        static char endless[REQUEST_IN_BYTES + 1];
        memset(endless, 'h', sizeof endless);
        connect_pair();
        CHECK_U64(0, ask_next(endless, sizeof endless, &plain));
        CHECK_U64(EMSGSIZE, errno);
        end();
    }
    STORY("a body that is truncated, malformed or too large is not accepted as complete")
    {
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
        close(far);
        CHECK(!gather());
        CHECK(r.broken && !r.keep);
        close(r.fd);
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX"));
        CHECK(!gather());
        CHECK_U64(EPROTO, errno);
        end();
        CHECK_U64(200, ask("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef"));
        CHECK(!request_body(&r, body, 5, &body_len));
        CHECK_U64(EMSGSIZE, errno);
        end();
    }
}

int main(void)
{
    requests();
    framing();
    edges();
    long_body();
    wrong_answers();
    return check_end();
}
