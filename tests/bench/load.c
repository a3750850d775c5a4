/*
 * load PORT PATH SECONDS: requests a second over 32 keep-alive connections, each sending its next
 * request when it has the response. Responses must have a Content-Length.
 */
#define _GNU_SOURCE /* memmem */
#include "bench.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECTIONS 32

struct client {
    char head[4096];
    size_t have;
    size_t left; /* of the body, once the head is whole */
    bool in_body;
};

static char request[512];
static size_t request_len, answers;

static void read_head(struct client *c)
{
    char *end = memmem(c->head, c->have, "\r\n\r\n", 4);
    if (!end) {
        if (c->have == sizeof c->head - 1)
            fail("a head too long");
        return;
    }
    size_t head = (size_t)(end + 4 - c->head), body = c->have - head;
    c->head[head - 1] = 0;
    const char *length = strcasestr(c->head, "content-length:");
    if (strncmp(c->head, "HTTP/1.1 200", 12) != 0 || !length)
        fail("an answer other than 200 with a length");
    c->left = strtoul(length + 15, NULL, 10);
    if (body > c->left)
        fail("more than was asked for");
    c->left -= body;
    c->in_body = true;
}

static void readable(struct client *c, int fd)
{
    static char sink[65536];
    errno = 0;
    ssize_t n = c->in_body ? recv(fd, sink, c->left < sizeof sink ? c->left : sizeof sink, 0)
                           : recv(fd, c->head + c->have, sizeof c->head - 1 - c->have, 0);
    if (n <= 0)
        fail("the server closed a connection");
    if (c->in_body) {
        c->left -= (size_t)n;
    } else {
        c->have += (size_t)n;
        read_head(c);
    }
    if (c->in_body && c->left == 0) {
        answers++;
        c->have = 0;
        c->in_body = false;
        send_all(fd, request, request_len);
    }
}

int main(int argc, char **argv)
{
    static struct client clients[CONNECTIONS];
    struct pollfd polls[CONNECTIONS];
    if (argc < 4)
        fail("load PORT PATH SECONDS");
    int port = atoi(argv[1]);
    request_len = (size_t)snprintf(request, sizeof request,
                                   "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", argv[2], port);
    for (int i = 0; i < CONNECTIONS; i++) {
        polls[i] = (struct pollfd){tcp_connect(port, 0), POLLIN, 0};
        send_all(polls[i].fd, request, request_len);
    }
    uint64_t start = now_us(), end = start + (uint64_t)(atof(argv[3]) * 1e6);
    while (now_us() < end) {
        if (poll(polls, CONNECTIONS, 1000) <= 0)
            fail("no answer");
        for (int i = 0; i < CONNECTIONS; i++)
            if (polls[i].revents)
                readable(&clients[i], polls[i].fd);
    }
    printf("%.0f\n", (double)answers * 1e6 / (double)(now_us() - start));
    return 0;
}
