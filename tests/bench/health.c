/*
 * health PORT TOKEN: milliseconds of a request for /health, p50 and p99: on an idle server, and
 * while four windows flood 20 viewers, of which five stall. The viewers are read in a process of
 * their own.
 */
#include "bench.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define VIEWERS 20
#define SESSIONS 4
#define STALLED 5 /* the first STALLED viewers read nothing */
#define REQUESTS 1000
#define EVERY_US 2000

static struct viewer viewers[VIEWERS];

static _Noreturn void read_viewers(void)
{
    struct pollfd polls[VIEWERS];
    for (size_t i = 0; i < VIEWERS; i++)
        polls[i] = (struct pollfd){i < STALLED ? -1 : viewers[i].fd, POLLIN, 0};
    for (;;) {
        uint8_t *m;
        size_t n;
        poll(polls, VIEWERS, 1000);
        for (size_t i = 0; i < VIEWERS; i++)
            while (polls[i].revents && viewer_next(&viewers[i], &m, &n, 0))
                ;
    }
}

static void measure(const char *when, int port)
{
    static double took[REQUESTS];
    char request[128], answer[4096];
    int fd = tcp_connect(port, 0);
    int len = snprintf(request, sizeof request,
                       "GET /health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", port);
    for (size_t i = 0; i < REQUESTS; i++) {
        uint64_t start = now_us();
        send_all(fd, request, (size_t)len);
        if (recv(fd, answer, sizeof answer, 0) <= 0)
            fail("no answer");
        took[i] = (double)(now_us() - start) / 1000;
        sleep_us(EVERY_US);
    }
    close(fd);
    printf("%s %.2f %.2f\n", when, at_fraction(took, REQUESTS, 0.5),
           at_fraction(took, REQUESTS, 0.99));
}

int main(int argc, char **argv)
{
    if (argc < 3)
        fail("health PORT TOKEN");
    int port = atoi(argv[1]);
    viewers_open(viewers, 0, VIEWERS, port, argv[2]);
    measure("idle", port);
    for (size_t i = 0; i < SESSIONS; i++)
        viewer_type(&viewers[VIEWERS - 1 - i * (VIEWERS / SESSIONS)], "yes $(seq -s, 28)\r");
    pid_t reader = fork();
    if (reader == 0)
        read_viewers();
    sleep_us(500000);
    measure("flood", port);
    kill(reader, SIGKILL);
    waitpid(reader, NULL, 0);
    return 0;
}
