/*
 * The bytes of one connection's socket. No other module of net reads, writes or shuts down the socket
 * of a connection, not even of one that is refused or draining (tests/check/sockets). Nothing blocks.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/slice.h"

struct stream {
    int fd;
    bool blocked; /* nothing is written until stream_writable(): the kernel is full, or paced */
    bool paced;   /* each write is followed by a wait for the kernel: stream_limit_kernel() */
};

enum stream_result {
    STREAM_MOVED, /* *n bytes, at least 1, were read or written */
    STREAM_WAITS, /* none for now: poll() says when */
    STREAM_ENDED, /* the peer will send no more */
    STREAM_FAILED /* nothing can be read or written any more */
};

struct stream stream_of(int fd);
/* Reads at most size bytes. */
enum stream_result stream_read(struct stream *s, uint8_t *to, size_t size, size_t *n);
/* Writes `first` and then `second`, as much of them as the kernel takes, in one call. */
enum stream_result stream_write(struct stream *s, struct slice first, struct slice second,
                                size_t *n);
/* The events of poll() to wait for, where input is wanted or not; 0: none. */
short stream_events(const struct stream *s, bool input);
/* To be called for each POLLOUT. */
void stream_writable(struct stream *s);
/* Keeps what waits in the kernel unsent at most `bytes`, about (0: the system's default), and lets the
 * kernel end the connection when its bytes stay unacknowledged for unanswered_ms. */
void stream_limit_kernel(struct stream *s, uint32_t bytes, uint64_t unanswered_ms);
/* Says to the peer that nothing more will be sent (FIN); it can still be read. */
void stream_shutdown(struct stream *s);
void stream_close(struct stream *s);

#endif
