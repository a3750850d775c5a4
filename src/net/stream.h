/*
 * Reads and writes the socket of one connection. No other module of net reads, writes or shuts down
 * the socket of a connection, including refused and draining ones (tests/check/sockets). Nothing
 * blocks.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/slice.h"

struct stream {
    int fd;
    bool blocked; /* no writes until stream_writable(): the kernel is full, or paced */
    bool paced;   /* every write waits for the kernel: stream_limit_kernel() */
};

enum stream_result {
    STREAM_MOVED, /* *n bytes, at least 1, were read or written */
    STREAM_WAITS, /* none now; wait for poll() */
    STREAM_ENDED, /* the peer has ended its side */
    STREAM_FAILED /* the connection is unusable */
};

struct stream stream_of(int fd);
/* Reads at most size bytes. */
enum stream_result stream_read(struct stream *s, uint8_t *to, size_t size, size_t *n);
/* Writes `first` followed by `second` in one call, as much as the kernel accepts. */
enum stream_result stream_write(struct stream *s, struct slice first, struct slice second,
                                size_t *n);
/* Returns the events of poll() to wait for, POLLIN if input is wanted; 0: none. */
short stream_events(const struct stream *s, bool input);
/* Call for each POLLOUT. */
void stream_writable(struct stream *s);
/* Keeps unsent data in the kernel to about `bytes` (0: the system's default), and lets the
 * kernel end the connection when sent data stays unacknowledged for unanswered_ms. */
void stream_limit_kernel(struct stream *s, uint32_t bytes, uint64_t unanswered_ms);
/* Sends FIN: nothing more will be written; the peer can still be read. */
void stream_shutdown(struct stream *s);
void stream_close(struct stream *s);

#endif
