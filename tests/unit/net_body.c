/* Tests of request bodies: wanted whole, streamed, unwanted, too large, malformed. */
#include "net_stage.h"

static void whole_bodies(void)
{
    STORY("a whole body arrives, with or without a length, however it is split")
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
    STORY("the largest body is accepted in chunks of one byte, with a request after it")
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
}

static void large_bodies(void)
{
    STORY("a body that is too large is refused, declared or chunked")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /whole") "Content-Length: 1000000000\r\n\r\n");
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
    STORY("a malformed chunk is refused with 400")
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

static void unwanted_bodies(void)
{
    STORY("a client that expects 100-continue gets it, or the refusal")
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
    STORY("a small unwanted body is skipped; a large one ends the connection")
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
}

/* Sends `bytes` of data in chunks of 1 KiB and a remainder. */
static void say_chunks(int fd, size_t bytes)
{
    static char chunk[1024];
    char size[16];
    memset(chunk, 'z', sizeof chunk);
    while (bytes > 0) {
        size_t n = bytes < sizeof chunk ? bytes : sizeof chunk;
        (void)snprintf(size, sizeof size, "%zx\r\n", n);
        CHECK_U64(strlen(size), write(fd, size, strlen(size)));
        CHECK_U64(n, write(fd, chunk, n));
        CHECK_U64(2, write(fd, "\r\n", 2));
        settle();
        bytes -= n;
    }
}

static void bounds(void)
{
    STORY("a body of exactly the limit is accepted, with one byte more it is refused")
    {
        static char head[256], body[LIMIT_JSON_BODY + 1];
        for (unsigned over = 0; over < 2; over++) {
            start();
            int fd = client();
            memset(body, 'b', sizeof body);
            (void)snprintf(head, sizeof head, HEAD("POST /whole") "Content-Length: %u\r\n\r\n",
                           LIMIT_JSON_BODY + over);
            say(fd, head);
            CHECK_U64(LIMIT_JSON_BODY, write(fd, body, LIMIT_JSON_BODY));
            settle();
            CHECK_STARTS(over ? "HTTP/1.1 413 " : "HTTP/1.1 200 ", hear(fd));
            CHECK(heard_end == over);
            CHECK_U64(over, net_counted()->bodies_too_large);
            close(fd);
            stop();
        }
    }
    STORY("an unwanted chunked body is read up to the drain's bound, and the next request is "
          "answered")
    {
        for (unsigned over = 0; over < 2; over++) {
            start();
            int fd = client();
            say(fd, HEAD("POST /no") "Transfer-Encoding: chunked\r\n\r\n");
            CHECK_STARTS("HTTP/1.1 403 ", hear(fd));
            say_chunks(fd, 65536 + over);
            (void)send(fd, "0\r\n\r\n" HEAD("GET /next") "\r\n",
                       strlen("0\r\n\r\n" HEAD("GET /next") "\r\n"), MSG_NOSIGNAL);
            settle();
            CHECK((strstr(hear(fd), "\r\n\r\n/next") != NULL) == !over);
            CHECK(heard_end == over);
            close(fd);
            stop();
        }
    }
    STORY("an unwanted body with a length is read too, unless its length is past the bound")
    {
        for (unsigned over = 0; over < 2; over++) {
            start();
            int fd = client();
            say(fd, over ? HEAD("POST /no") "Content-Length: 65537\r\n\r\n"
                         : HEAD("POST /no") "Content-Length: 65536\r\n\r\n");
            CHECK_STARTS("HTTP/1.1 403 ", hear(fd));
            CHECK((strstr(heard, "Connection: close\r\n") != NULL) == over && heard_end == over);
            close(fd);
            stop();
        }
    }
}

static void streams(void)
{
    STORY("a streamed body is passed on as it arrives, with its end")
    {
        start();
        streamed = 0;
        int fd = client();
        say(fd, HEAD("POST /body") "Content-Length: 10\r\n\r\nhello");
        CHECK_U64(5, streamed);
        (void)hear(fd);
        CHECK_STR("", heard);
        say(fd, "world");
        CHECK_U64(10, streamed);
        CHECK_HOLDS("\r\n\r\nstreamed", hear(fd));
        say(fd, HEAD("POST /body") "Transfer-Encoding: chunked\r\n\r\n");
        say_chunks(fd, 5000);
        CHECK_U64(5010, streamed);
        say(fd, "0\r\n\r\n");
        CHECK_HOLDS("\r\n\r\nstreamed", hear(fd));
        close(fd);
        stop();
    }
    STORY("a body is refused when its client ends before it is complete")
    {
        start();
        int fd = client();
        say(fd, HEAD("POST /body") "Content-Length: 10\r\n\r\nhello");
        shutdown(fd, SHUT_WR);
        settle();
        CHECK_STARTS("HTTP/1.1 400 ", hear(fd));
        CHECK(heard_end);
        close(fd);
        stop();
    }
}

int main(void)
{
    whole_bodies();
    large_bodies();
    unwanted_bodies();
    bounds();
    streams();
    return check_end();
}
