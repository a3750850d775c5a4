#define _GNU_SOURCE /* memmem */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PER_SESSION 5

void fail(const char *what)
{
    fprintf(stderr, "bench: %s: %s\n", what, errno ? strerror(errno) : "failed");
    exit(1);
}

uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

void sleep_us(uint64_t us)
{
    struct timespec t = {(time_t)(us / 1000000u), (long)(us % 1000000u) * 1000};
    nanosleep(&t, NULL);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double at_fraction(double *samples, size_t n, double fraction)
{
    if (n == 0)
        return 0;
    qsort(samples, n, sizeof *samples, compare);
    return samples[(size_t)((double)(n - 1) * fraction)];
}

static void run_on(int master, char *const argv[])
{
    setsid();
    int fd = open(ptsname(master), O_RDWR);
    if (fd < 0)
        _exit(126);
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    ioctl(fd, TIOCSWINSZ, &size);
    for (int i = 0; i < 3; i++)
        dup2(fd, i);
    if (fd > 2)
        close(fd);
    setenv("PS1", PROMPT, 1);
    setenv("TERM", "xterm-256color", 1);
    unsetenv("TMUX");
    execvp(argv[0], argv);
    _exit(127);
}

int pty_open(char *const argv[], pid_t *pid)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        fail("posix_openpt");
    *pid = fork();
    if (*pid == 0)
        run_on(master, argv);
    return master;
}

void pty_close(int fd, pid_t pid)
{
    kill(pid, SIGKILL);
    close(fd);
    waitpid(pid, NULL, 0);
}

void pty_until(int fd, const char *mark)
{
    static char buffer[128 + 65536];
    size_t kept = 0, len = strlen(mark);
    for (;;) {
        struct pollfd p = {fd, POLLIN, 0};
        ssize_t n = poll(&p, 1, 10000) > 0 ? read(fd, buffer + kept, 65536) : 0;
        if (n <= 0)
            fail("the mark never came from the pty");
        size_t have = kept + (size_t)n;
        if (memmem(buffer, have, mark, len))
            return;
        kept = have < 127 ? have : 127;
        memmove(buffer, buffer + have - kept, kept);
    }
}

void pty_type(int fd, const char *keys)
{
    if (write(fd, keys, strlen(keys)) != (ssize_t)strlen(keys))
        fail("write to the pty");
}

int tcp_connect(int port, int receive_buffer)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (receive_buffer)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

void send_all(int fd, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n > 0) {
        ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);
        if (sent <= 0)
            fail("send");
        at += sent;
        n -= (size_t)sent;
    }
}

int http_status(int port, const char *token, const char *method, const char *path, const char *body)
{
    char request[2048], answer[512];
    int fd = tcp_connect(port, 0), status = 0;
    int n = snprintf(
        request, sizeof request,
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
        "Content-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        method, path, port, token, strlen(body), body);
    send_all(fd, request, (size_t)n);
    ssize_t got = recv(fd, answer, sizeof answer - 1, 0);
    answer[got > 0 ? got : 0] = 0;
    sscanf(answer, "HTTP/1.1 %d", &status);
    while (recv(fd, answer, sizeof answer, 0) > 0)
        ;
    close(fd);
    return status;
}

/* Reads more; false: the time is over. */
static bool fill(struct viewer *v, int timeout_ms)
{
    struct pollfd p = {v->fd, POLLIN, 0};
    if (v->start > 0) {
        memmove(v->in, v->in + v->start, v->end - v->start);
        v->end -= v->start;
        v->start = 0;
    }
    if (poll(&p, 1, timeout_ms) == 0)
        return false;
    size_t most = sizeof v->in - v->end;
    if (v->rate && most > v->rate / 100)
        most = v->rate / 100;
    ssize_t n = recv(v->fd, v->in + v->end, most, 0);
    if (n <= 0)
        fail("the server closed the connection");
    v->end += (size_t)n;
    if (v->rate)
        sleep_us((uint64_t)n * 1000000u / v->rate);
    return true;
}

/* The masking key is zero; the server unmasks in any case. */
static void send_message(struct viewer *v, const void *bytes, size_t n)
{
    uint8_t message[1024] = {0x82, (uint8_t)(0x80 | n)};
    if (n > 125)
        fail("a message too long for the bench");
    memcpy(message + 6, bytes, n);
    send_all(v->fd, message, n + 6);
}

void viewer_open(struct viewer *v, int port, const char *token, const char *path, bool v1,
                 size_t rate)
{
    char text[1024];
    *v = (struct viewer){.v1 = v1, .rate = rate};
    v->fd = tcp_connect(port, rate ? 4096 : 0);
    int n = snprintf(text, sizeof text,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer "
                     "%s\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                     "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
                     path, port, token, v1 ? "boundtty.v1" : "tty");
    send_all(v->fd, text, (size_t)n);
    const uint8_t *body = NULL;
    while (!body) {
        if (!fill(v, 10000))
            fail("no answer to the upgrade");
        body = memmem(v->in, v->end, "\r\n\r\n", 4);
    }
    if (memcmp(v->in, "HTTP/1.1 101", 12) != 0)
        fail("the upgrade was refused");
    v->start = (size_t)(body + 4 - v->in);
    static unsigned id;
    n = v1 ? snprintf(text, sizeof text, "{\"columns\":80,\"rows\":24,\"client\":\"%08x%08x\"}",
                      (unsigned)now_us(), ++id)
           : snprintf(text, sizeof text, "{\"AuthToken\":\"\",\"columns\":80,\"rows\":24}");
    send_message(v, text, (size_t)n);
}

void viewers_open(struct viewer *viewers, size_t first, size_t last, int port, const char *token)
{
    char path[128], body[64];
    for (size_t i = first; i < last; i++) {
        size_t session = i / PER_SESSION;
        if (i == first || i % PER_SESSION == 0) {
            snprintf(body, sizeof body, "{\"name\":\"bench%zu\"}", session);
            if (http_status(port, token, "POST", "/api/sessions", body) / 100 != 2)
                fail("no session");
        }
        snprintf(path, sizeof path, "/api/sessions/bench%zu/windows/0/attach", session);
        viewer_open(&viewers[i], port, token, path, true, 0);
        viewer_quiet(&viewers[i], 100);
    }
}

void viewer_type(struct viewer *v, const char *keys)
{
    uint8_t message[128] = {'0'};
    size_t head = v->v1 ? 9 : 1, n = strlen(keys);
    for (size_t done = 0; done < n;) {
        size_t part = n - done < 100 ? n - done : 100;
        for (size_t i = 0; v->v1 && i < 8; i++)
            message[1 + i] = (uint8_t)(v->offset >> (56 - 8 * i));
        memcpy(message + head, keys + done, part);
        send_message(v, message, head + part);
        v->offset += part;
        done += part;
    }
}

/* Finds a whole message in the buffer. */
static bool parse(struct viewer *v, uint8_t **message, size_t *n, uint8_t *opcode)
{
    const uint8_t *at = v->in + v->start;
    size_t have = v->end - v->start, head = 2;
    if (have < 2)
        return false;
    size_t len = at[1] & 127;
    if (len == 126) {
        head = 4;
        if (have < 4)
            return false;
        len = (size_t)at[2] << 8 | at[3];
    } else if (len == 127) {
        fail("a message too long");
    }
    if (have < head + len)
        return false;
    *opcode = at[0] & 15;
    *message = v->in + v->start + head;
    *n = len;
    v->start += head + len;
    return true;
}

bool viewer_next(struct viewer *v, uint8_t **message, size_t *n, int timeout_ms)
{
    for (;;) {
        uint8_t opcode = 0;
        while (!parse(v, message, n, &opcode))
            if (!fill(v, timeout_ms))
                return false;
        if (opcode == 8)
            fail("the server closed the WebSocket");
        if (opcode > 8)
            continue;
        if (v->v1 && *n >= 5 && (*message)[0] == '0') {
            uint8_t shown[5] = {'4'};
            memcpy(shown + 1, *message + 1, 4);
            send_message(v, shown, sizeof shown);
        }
        return true;
    }
}

size_t viewer_text(const struct viewer *v, const uint8_t *m, size_t n, char *text, size_t size)
{
    size_t to = 0;
    if (n == 0 || m[0] != '0')
        return 0;
    for (size_t i = v->v1 ? 14 : 1; i < n && to < size; i++) {
        if (m[i] != 0x1b) {
            text[to++] = (char)m[i];
        } else if (i + 1 < n && m[i + 1] == '[') {
            i += 2;
            while (i < n && (m[i] < 0x40 || m[i] > 0x7e))
                i++;
        } else if (i + 1 < n && m[i + 1] == ']') {
            while (i < n && m[i] != 7)
                i++;
        } else {
            i++;
        }
    }
    return to;
}

bool viewer_until(struct viewer *v, const char *mark, int timeout_ms)
{
    static char text[65536];
    uint64_t end = now_us() + (uint64_t)timeout_ms * 1000u;
    uint8_t *m;
    size_t n;
    while (now_us() < end && viewer_next(v, &m, &n, timeout_ms)) {
        size_t len = viewer_text(v, m, n, text, sizeof text);
        if (memmem(text, len, mark, strlen(mark)))
            return true;
    }
    return false;
}

void viewer_quiet(struct viewer *v, int quiet_ms)
{
    uint8_t *m;
    size_t n;
    while (viewer_next(v, &m, &n, quiet_ms))
        ;
}
