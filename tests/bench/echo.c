/*
 * echo PORT TOKEN KEYS: microseconds from a keystroke to its echo, a key every 2 ms: through a
 * window that runs cat, compared with the echo of a bare pty and of a TCP connection over loopback.
 * The three take turns, key by key. Prints the p50 and p99 of each.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 20000
#define EVERY_US 2000

static const char keys[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static pid_t echo_server(int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 1) != 0)
        fail("listen");
    getsockname(fd, (struct sockaddr *)&at, &len);
    *port = ntohs(at.sin_port);
    pid_t pid = fork();
    if (pid == 0) {
        char b[64];
        int c = accept(fd, NULL, NULL);
        setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        for (ssize_t n; (n = recv(c, b, sizeof b, 0)) > 0;)
            send_all(c, b, (size_t)n);
        _exit(0);
    }
    close(fd);
    return pid;
}

static double through_window(struct viewer *v, char key)
{
    static char text[65536];
    char typed[2] = {key, 0};
    uint8_t *m;
    size_t n, len = 0;
    uint64_t start = now_us();
    viewer_type(v, typed);
    do {
        if (!viewer_next(v, &m, &n, 5000))
            fail("no echo came");
        len = viewer_text(v, m, n, text, sizeof text);
    } while (!memchr(text, key, len));
    return (double)(now_us() - start);
}

static double through_fd(int fd, char key)
{
    char b[256];
    ssize_t n;
    uint64_t start = now_us();
    if (write(fd, &key, 1) != 1)
        fail("write");
    do
        n = read(fd, b, sizeof b);
    while (n > 0 && !memchr(b, key, (size_t)n));
    return (double)(now_us() - start);
}

/* Ends the line: cat prints the input again, on a row of its own. */
static void next_line(struct viewer *v, int pty)
{
    viewer_type(v, "\r");
    pty_type(pty, "\r");
    viewer_quiet(v, 50);
    pty_until(pty, "z\r\n");
    sleep_us(2000);
}

static uint64_t pace(uint64_t next)
{
    uint64_t now = now_us();
    if (now < next)
        sleep_us(next - now);
    return now_us() + EVERY_US;
}

static void print(const char *name, double *samples, size_t n)
{
    double p50 = at_fraction(samples, n, 0.5), p99 = at_fraction(samples, n, 0.99);
    printf("%s %.0f %.0f\n", name, p50, p99);
}

int main(int argc, char **argv)
{
    static double window[MOST], bare[MOST], tcp[MOST];
    static struct viewer v;
    if (argc < 4)
        fail("echo PORT TOKEN KEYS");
    size_t count = (size_t)atoi(argv[3]) < MOST ? (size_t)atoi(argv[3]) : MOST;
    pid_t cat, server;
    int port, pty = pty_open((char *[]){"cat", NULL}, &cat);
    server = echo_server(&port);
    int loop = tcp_connect(port, 0);
    viewer_open(&v, atoi(argv[1]), argv[2], "/ws", true, 0);
    viewer_type(&v, "clear; cat\r");
    viewer_quiet(&v, 500);
    uint64_t next = now_us();
    for (size_t i = 0; i < count; i++) {
        char key = keys[i % (sizeof keys - 1)];
        next = pace(next);
        window[i] = through_window(&v, key);
        next = pace(next);
        bare[i] = through_fd(pty, key);
        next = pace(next);
        tcp[i] = through_fd(loop, key);
        if (key == 'z')
            next_line(&v, pty);
    }
    viewer_type(&v, "\r\x04");
    viewer_quiet(&v, 200);
    close(v.fd);
    pty_close(pty, cat);
    kill(server, SIGKILL);
    print("window", window, count);
    print("pty", bare, count);
    print("loopback", tcp, count);
    return 0;
}
