/*
 * Declarations shared by the bench's clients: a clock, samples, a pty with a program in it, and a
 * viewer that speaks WebSocket over a plain socket. A client is a short program: any failure ends
 * it with a sentence.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PROMPT "ready> "

_Noreturn void fail(const char *what);
uint64_t now_us(void);
void sleep_us(uint64_t us);

/* Sorts the samples. */
double at_fraction(double *samples, size_t n, double fraction);

/* Starts a command in a pty of 80x24; returns the pty's master. */
int pty_open(char *const argv[], pid_t *pid);
void pty_close(int fd, pid_t pid);
/* Reads and discards, in 64 KiB buffers, until the mark was seen. */
void pty_until(int fd, const char *mark);
void pty_type(int fd, const char *keys);

int tcp_connect(int port, int receive_buffer);
void send_all(int fd, const void *bytes, size_t n);
/* Sends a request with a credential; returns the status. */
int http_status(int port, const char *token, const char *method, const char *path,
                const char *body);

struct viewer {
    int fd;
    bool v1;
    size_t rate; /* limit of bytes read a second; 0: none */
    size_t start, end;
    uint64_t offset;
    uint8_t in[65536];
};

/* Attaches a viewer; path: of the attach route, or /ws. */
void viewer_open(struct viewer *v, int port, const char *token, const char *path, bool v1,
                 size_t rate);
/* Attaches viewers `first` to `last` - 1, five a session; the sessions are opened. */
void viewers_open(struct viewer *viewers, size_t first, size_t last, int port, const char *token);
void viewer_type(struct viewer *v, const char *keys);
/* Reads the next message; a frame is acknowledged. False: none came within the time. */
bool viewer_next(struct viewer *v, uint8_t **message, size_t *n, int timeout_ms);
/* Copies the painted text of a frame, without control sequences; 0 for another message. */
size_t viewer_text(const struct viewer *v, const uint8_t *message, size_t n, char *text,
                   size_t size);
/* Reads until a frame's text contains this; false: the time is over. */
bool viewer_until(struct viewer *v, const char *mark, int timeout_ms);
/* Reads messages until none came for this time. */
void viewer_quiet(struct viewer *v, int quiet_ms);

#endif
