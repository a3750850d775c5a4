/* Which connections are let in, which are displaced or refused, and when they are given up. */
#include "net_stage.h"

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
    STORY("where every slot is busy, a new connection is sent a complete 503")
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
    STORY("a client that has not sent its head is displaced by a new one")
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
}

static void shares(void)
{
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

int main(void)
{
    deadlines();
    full();
    shares();
    return check_end();
}
