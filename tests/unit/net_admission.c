/* Tests of the admission of connections: displacement, refusal, deadlines, draining. */
#include "net_stage.h"

#include "net/conn_private.h"
#include "net/listen.h"

#include <sys/resource.h>
#include <sys/un.h>

static void deadlines(void)
{
    STORY("an incomplete head gets 408 after its deadline, a connection without one is closed")
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
    STORY("a body that does not arrive in time gets 408")
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
    STORY("an idle connection outlasts the deadline of heads, but not the idle timeout")
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
    STORY("a new connection gets a complete 503 when every slot is busy")
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
    STORY("one address holds no more connections than its share")
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

/* Starts a server of its own for a story, with a listening unix socket at this path. */
static void start_unix(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(slice_copy(slice_of(path), at.sun_path, sizeof at.sun_path));
    start();
    CHECK_U64(0, bind(fd, (struct sockaddr *)&at, sizeof at));
    CHECK_U64(0, listen(fd, 8));
    CHECK_U64(0, fcntl(fd, F_SETFL, O_NONBLOCK));
    CHECK(net_listen(fd));
}

/* Connects a client to it, which has been answered. */
static int unix_client(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(slice_copy(slice_of(path), at.sun_path, sizeof at.sun_path));
    CHECK_U64(0, connect(fd, (struct sockaddr *)&at, sizeof at));
    CHECK_U64(0, fcntl(fd, F_SETFL, O_NONBLOCK));
    say(fd, HEAD("GET /x") "\r\n");
    CHECK_HOLDS("\r\n\r\n/x", hear(fd));
    return fd;
}

static void trust(void)
{
    static char folder[] = "/tmp/net_admission.XXXXXX", path[64];
    CHECK(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof path, "%s/socket", folder);
    STORY("on the trusting socket, root and the owner are trusted, others are not")
    for (unsigned i = 0; i < 3; i++) {
        settings.trusting = i == 0 ? NULL : path;
        settings.owner = (uint32_t)geteuid() + (i == 2);
        settings.address_share = 1;
        settings.loopback_shares = true;
        start_unix(path);
        int fd = unix_client(path);
        CHECK(conn_is_unix(conn_find(last)));
        CHECK_STR("unix", conn_address(conn_find(last)));
        CHECK(conn_is_trusted(conn_find(last)) == (i == 1 || (i == 2 && geteuid() == 0)));
        int other = unix_client(path); /* unix sockets have no share */
        int remote = client();
        say(remote, HEAD("GET /x") "\r\n");
        CHECK(!conn_is_trusted(conn_find(last)) && !conn_is_unix(conn_find(last)));
        close(fd);
        close(other);
        close(remote);
        stop();
        CHECK_U64(0, unlink(path));
    }
    settings.trusting = NULL;
    settings.address_share = 0;
    settings.loopback_shares = false;
    CHECK_U64(0, rmdir(folder));
}

static void trust_elsewhere(void)
{
    static char folder[] = "/tmp/net_admission.XXXXXX", path[64];
    CHECK(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof path, "%s/socket", folder);
    STORY("nobody is trusted on a unix socket other than the trusting one")
    {
        settings.trusting = "/tmp/net_admission/other";
        settings.owner = (uint32_t)geteuid();
        start_unix(path);
        int fd = unix_client(path);
        CHECK(conn_is_unix(conn_find(last)) && !conn_is_trusted(conn_find(last)));
        close(fd);
        stop();
        CHECK_U64(0, unlink(path));
        settings.trusting = NULL;
    }
    CHECK_U64(0, rmdir(folder));
}

static void lowest_descriptor(void)
{
    STORY("a connection whose descriptor is 0 is served like any other")
    {
        start();
        int fd = client(), saved = dup(0);
        CHECK(saved > 0);
        close(0);
        say(fd, HEAD("GET /x") "\r\n");
        CHECK_HOLDS("\r\n\r\n/x", hear(fd));
        close(fd);
        stop();
        CHECK_U64(0, dup2(saved, 0));
        close(saved);
    }
}

static void loopback(void)
{
    STORY("loopback addresses have no share, unless configured")
    {
        settings.address_share = 1;
        start();
        int one = client(), two = client();
        settle();
        CHECK_U64(2, net_connections()->used);
        CHECK_U64(2, net_counted()->accepted);
        CHECK_U64(0, net_counted()->over_share);
        close(one);
        close(two);
        settings.address_share = 0;
        stop();
    }
}

/* Makes every open() fail from now on; returns the limit that was in force. */
static struct rlimit exhaust_descriptors(void)
{
    struct rlimit before, none;
    int lowest_free = dup(0);
    close(lowest_free);
    CHECK_U64(0, getrlimit(RLIMIT_NOFILE, &before));
    none = before;
    none.rlim_cur = (rlim_t)lowest_free;
    CHECK_U64(0, setrlimit(RLIMIT_NOFILE, &none));
    return before;
}

static void pauses(void)
{
    STORY("a listener pauses while no descriptor is free, then serves the clients that waited")
    {
        start();
        int fd = client();
        CHECK_U64(1, write(fd, "G", 1));
        struct rlimit before = exhaust_descriptors();
        for (unsigned i = 0; i < 3; i++)
            (void)loop_turn(clock_ms() + 1);
        CHECK_U64(1, net_counted()->no_descriptor);
        CHECK_U64(0, net_connections()->used);
        uint64_t now = clock_ms();
        uint64_t wake = net_tick(now);
        CHECK(wake > now && wake <= now + 100);
        CHECK_U64(0, setrlimit(RLIMIT_NOFILE, &before));
        (void)net_tick(wake - 1);
        CHECK_U64(wake, listen_tick());
        (void)net_tick(wake);
        CHECK_U64(UINT64_MAX, listen_tick());
        settle();
        CHECK_U64(1, net_connections()->used);
        say(fd, "ET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK_HOLDS("\r\n\r\n/x", hear(fd));
        close(fd);
        stop();
    }
    STORY("a listener beyond the limit is refused")
    {
        int fds[LIMIT_LISTENERS];
        start();
        for (unsigned i = 0; i < LIMIT_LISTENERS; i++)
            fds[i] = listener();
        for (unsigned i = 0; i + 1 < LIMIT_LISTENERS; i++)
            CHECK(net_listen(fds[i]));
        CHECK(!net_listen(fds[LIMIT_LISTENERS - 1]));
        close(fds[LIMIT_LISTENERS - 1]);
        CHECK_U64(LIMIT_LISTENERS, net_listeners()->used);
        CHECK_U64(1, net_listeners()->refused);
        net_unlisten();
        CHECK_U64(0, net_listeners()->used);
        CHECK_U64(LIMIT_LISTENERS, net_listeners()->high);
        stop();
    }
}

/* Makes a draining connection: its request was refused while its body is still to come. */
static int refused_client(void)
{
    int fd = client();
    say(fd, HEAD("POST /no") "Content-Length: 1000000\r\n\r\nhello");
    CHECK_STARTS("HTTP/1.1 403 ", hear(fd));
    CHECK(heard_end);
    return fd;
}

/* Returns whether the server has closed its side for reading too: then whatever is sent is
 * answered by a reset. */
static bool is_reset(int fd)
{
    for (unsigned i = 0; i < 2; i++) {
        if (send(fd, "more", 4, MSG_NOSIGNAL) < 0)
            return true;
        settle();
    }
    return false;
}

static void draining(void)
{
    STORY("an ended connection drains until its peer closes too, or for two seconds")
    {
        start();
        int closes = refused_client(), stays = refused_client();
        CHECK_U64(0, net_connections()->used);
        CHECK_U64(2, net_draining()->used);
        CHECK(!is_reset(stays));
        close(closes);
        settle();
        CHECK_U64(1, net_draining()->used);
        later(1900);
        CHECK_U64(1, net_draining()->used);
        later(2100);
        CHECK_U64(0, net_draining()->used);
        CHECK(is_reset(stays));
        close(stays);
        stop();
    }
    STORY("when all draining places are in use, the oldest is closed for a new one, and counted")
    {
        int fds[LIMIT_DRAINING + 2];
        start();
        for (unsigned i = 0; i < LIMIT_DRAINING; i++)
            fds[i] = refused_client();
        close(fds[0]);
        settle();
        for (unsigned i = LIMIT_DRAINING; i < LIMIT_DRAINING + 2; i++)
            fds[i] = refused_client();
        CHECK_U64(LIMIT_DRAINING, net_draining()->used);
        CHECK_U64(LIMIT_DRAINING, net_draining()->size);
        CHECK_U64(LIMIT_DRAINING, net_draining()->high);
        CHECK_U64(1, net_draining()->refused);
        CHECK(is_reset(fds[1]) && !is_reset(fds[2]) && !is_reset(fds[LIMIT_DRAINING]));
        for (unsigned i = 1; i < LIMIT_DRAINING + 2; i++)
            close(fds[i]);
        settle();
        CHECK_U64(0, net_draining()->used);
        stop();
    }
}

static void displaced(void)
{
    STORY("a connection with a slow head is displaced before an idle one, and that before a "
          "new one")
    {
        static int fds[LIMIT_CONNECTIONS];
        start();
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++) {
            fds[i] = client();
            if (i == 1)
                say(fds[i], HEAD("GET /idle") "\r\n");
            else if (i == 2)
                say(fds[i], "GET / HT");
            settle();
        }
        CHECK_STARTS("HTTP/1.1 200 ", hear(fds[1]));
        int late = client();
        settle();
        (void)hear(fds[1]);
        CHECK(heard_end && heard_len == 0); /* no client has been slow for a second */
        (void)hear(fds[2]);
        CHECK(!heard_end);
        close(late);
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++)
            close(fds[i]);
        settle();
        stop();
    }
}

/* Fills the table with connections that have begun no head; all but the second, which is as old as
 * this when the next client is admitted, have just been accepted. Returns whether that one was
 * displaced. */
static bool is_displaced_at(uint64_t age_ms)
{
    static int fds[LIMIT_CONNECTIONS];
    bool displaced = false, in_time = false;
    for (unsigned tries = 0; tries < 100 && !in_time; tries++) {
        start();
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++) {
            fds[i] = client();
            settle();
        }
        uint64_t now_ms = clock_ms() + 2;
        for (struct conn *c = conn_next(NULL); c; c = conn_next(c))
            c->since_ms = now_ms;
        conn_at(1)->since_ms = now_ms - age_ms;
        int late = client();
        while (clock_ms() < now_ms)
            ;
        (void)loop_turn(now_ms);
        in_time = conn_now_ms() == now_ms;
        (void)hear(fds[1]);
        displaced = heard_end;
        close(late);
        for (unsigned i = 0; i < LIMIT_CONNECTIONS; i++)
            close(fds[i]);
        stop();
    }
    CHECK(in_time);
    return displaced;
}

static void slow(void)
{
    STORY("a connection is slow once it has sent no head for a second, and not before")
    {
        CHECK(is_displaced_at(1000));
        CHECK(!is_displaced_at(999));
    }
}

static void stalls(void)
{
    STORY("a response that is not read ends at its deadline, one that is read does not")
    {
        start();
        int fd = client();
        say(fd, HEAD("GET /large") "\r\n");
        later(29000);
        CHECK_U64(1, net_connections()->used);
        later(30100);
        CHECK_U64(0, net_connections()->used);
        CHECK_U64(1, net_counted()->timed_out);
        close(fd);
        fd = client();
        say(fd, HEAD("GET /large") "\r\n");
        size_t got = 0;
        for (unsigned i = 0; i < 1000 && got < sizeof large; i++) {
            (void)hear(fd);
            got += heard_len;
            settle();
        }
        CHECK(got > sizeof large);
        say(fd, HEAD("GET /next") "\r\n");
        CHECK_HOLDS("\r\n\r\n/next", hear(fd));
        close(fd);
        stop();
    }
}

int main(void)
{
    deadlines();
    full();
    shares();
    displaced();
    slow();
    trust();
    trust_elsewhere();
    lowest_descriptor();
    loopback();
    pauses();
    draining();
    stalls();
    return check_end();
}
