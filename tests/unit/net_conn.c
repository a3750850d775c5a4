/* Tests of requests and their answers: heads, pipelines, streams, truncated texts, handles, the
 * shutdown. */
#include "dies.h"
#include "net_stage.h"

#include "base/count.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void answers(void)
{
    STORY("a request is answered, and the connection stays open")
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
    STORY("traffic is added to the counters in the settings")
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
}

static void answer_forms(void)
{
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
}

static void versions(void)
{
    STORY("HTTP/1.0 ends the connection, unless the client asks to keep it")
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
}

static void late_answers(void)
{
    STORY("an answer may come later, and a half-closed client still gets it")
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
    STORY("a stream ends as soon as its client has gone")
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
    STORY("a request after a stream waits for the end of the stream")
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

/* Sends a truncated text in every possible way. */
static const struct text *cut_text(void)
{
    static char storage[4];
    static struct text t;
    text_init(&t, storage, sizeof storage);
    text_str(&t, "X: y\r\n");
    return &t;
}

static void answers_cut_body(void *c)
{
    http_answer(c, 200, "text/plain", cut_text(), NULL);
}

static void answers_cut_fields(void *c)
{
    http_answer(c, 200, "text/plain", NULL, cut_text());
}

static void sends_cut_error(void *c)
{
    http_error_text(c, 400, cut_text());
}

static void sends_cut_error_fields(void *c)
{
    http_error_with(c, 400, "it is wrong", cut_text());
}

static void sends_long_error(void *c)
{
    static char sentence[HTTP_SENTENCE_MAX + 2];
    memset(sentence, 'x', HTTP_SENTENCE_MAX + 1);
    http_error(c, 400, sentence);
}

static void sends_cut_constant_fields(void *c)
{
    http_constant(c, 200, "text/plain", SLICE("x"), cut_text());
}

static void streams_cut_fields(void *c)
{
    http_stream(c, 200, "text/plain", cut_text());
}

static void streams_cut_piece(void *c)
{
    http_stream(c, 200, "text/plain", NULL);
    http_piece(c, cut_text());
}

static void sends_cut_message(void *c)
{
    (void)ws_send(c, WS_TEXT, cut_text());
}

static void sends_whole_error(void *c)
{
    static char sentence[HTTP_SENTENCE_MAX + 1];
    memset(sentence, '\1', HTTP_SENTENCE_MAX);
    http_error(c, 400, sentence);
}

static void cut_texts(void)
{
    STORY("sending a truncated text is a bug, and nothing is sent")
    {
        static void (*const ways[])(void *) = {
            answers_cut_body, answers_cut_fields,        sends_cut_error,    sends_cut_error_fields,
            sends_long_error, sends_cut_constant_fields, streams_cut_fields, streams_cut_piece};
        start();
        int fd = client();
        say(fd, HEAD("GET /later") "\r\n");
        for (size_t i = 0; i < COUNT(ways); i++)
            CHECK(dies(ways[i], conn_find(last)));
        CHECK(!dies(sends_whole_error, conn_find(last)));
        close(fd);
        stop();
    }
    STORY("sending a truncated WebSocket message is a bug")
    {
        start();
        int fd = websocket();
        CHECK(dies(sends_cut_message, conn_find(last)));
        close(fd);
        stop();
    }
}

static void ends(void)
{
    STORY("a handle does not name the next connection in its slot")
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
    STORY("a shutdown sends 1001 to WebSockets and closes idle connections")
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

static void times(void)
{
    STORY("a request's time starts with its head, also if the head is refused")
    {
        static struct traffic counted;
        counted = (struct traffic){0};
        settings.traffic = &counted;
        start();
        int fd = client();
        say(fd, "nonsense\r\n\r\n");
        CHECK_STARTS("HTTP/1.1 400 ", hear(fd));
        close(fd);
        fd = client();
        say(fd, HEAD("GET /later") "\r\n");
        uint64_t until = clock_us() + 20000;
        while (clock_us() < until)
            (void)loop_turn(clock_ms() + 1);
        CHECK_U64(1, histogram_count(&counted.request));
        http_answer(conn_find(last), 204, NULL, NULL, NULL);
        settle();
        CHECK_U64(2, histogram_count(&counted.request));
        CHECK(counted.request.sum_us >= 20000 && counted.request.sum_us < 5000000);
        close(fd);
        settings.traffic = NULL;
        stop();
    }
    STORY("one client's long pipeline is served completely, over several turns")
    {
        static char many[16384];
        struct text t;
        start();
        int fd = client();
        text_init(&t, many, sizeof many);
        for (unsigned i = 0; i < 300; i++)
            text_str(&t, HEAD("GET /x") "\r\n");
        unsigned answered = 0;
        CHECK_U64(t.len, write(fd, many, t.len));
        for (unsigned i = 0; i < 100 && answered < 300; i++) {
            settle();
            answered += count(hear(fd), "HTTP/1.1 200");
        }
        CHECK_U64(300, answered);
        CHECK_U64(300, request_count);
        close(fd);
        stop();
    }
}

static void views(void)
{
    STORY("the application sees a connection's address, age and bytes, and walks all connections "
          "in order")
    {
        start();
        int fds[3];
        for (unsigned i = 0; i < 3; i++) {
            fds[i] = client();
            say(fds[i], HEAD("GET /x") "\r\n");
        }
        struct conn *c = conn_next(NULL);
        CHECK_U64(0, conn_index(c));
        CHECK_STR("127.0.0.1", conn_address(c));
        CHECK(!conn_is_unix(c) && !conn_is_trusted(c));
        CHECK(conn_since_ms(c) <= clock_ms() && conn_since_ms(c) + 60000 > clock_ms());
        CHECK_U64(strlen(hear(fds[0])), conn_sent(c));
        CHECK(conn_all_sent(c));
        CHECK_U64(LIMIT_CONN_OUT, conn_room(c));
        c = conn_next(c);
        conn_close(c);
        CHECK(conn_index(conn_next(conn_next(NULL))) == 2 &&
              !conn_next(conn_next(conn_next(NULL))));
        CHECK_U64(3, net_connections()->used);
        settle();
        CHECK_U64(2, net_connections()->used);
        CHECK(conn_bytes() > LIMIT_CONN_IN + LIMIT_CONN_OUT);
        for (unsigned i = 0; i < 3; i++)
            close(fds[i]);
        stop();
    }
}

int main(void)
{
    answers();
    answer_forms();
    versions();
    late_answers();
    cut_texts();
    ends();
    times();
    views();
    return check_end();
}
