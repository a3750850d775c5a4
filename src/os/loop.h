/*
 * The poll() loop: a static table of watched descriptors. Each turn waits, reads the time
 * once, and calls who is ready. Nothing loops on EAGAIN: what is not ready comes back here.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "base/histogram.h"
#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

/* Connections, those on their way out, listeners, PTYs and pipes, the keeper. */
#define LOOP_WATCHES (LIMIT_CONNECTIONS + LIMIT_LEAVING + LIMIT_LISTENERS + LIMIT_CHILDREN + 4)

/* revents as poll() gives them; id is what loop_watch() was given. */
typedef void loop_ready(uint32_t id, short revents, uint64_t now_ms);

/* All of these work on the one loop of the process. A watch is named by its place, -1: table full.
 */
void loop_init(void);
int loop_watch(int fd, short events, loop_ready *ready, uint32_t id);
void loop_want(int watch, short events); /* 0: not polled for now (also not for POLLHUP) */
void loop_forget(int watch);             /* the descriptor stays open; it is the caller's */
/* One turn: waits at most until wake_ms (monotonic; UINT64_MAX: for ever). Returns the time. */
uint64_t loop_turn(uint64_t wake_ms);
/* When the loop read the clock last: in a callback, when its turn began; after loop_turn(), when
 * the callbacks were done. Monotonic microseconds. */
uint64_t loop_now_us(void);
/* Where each turn's length is noted: what was ready just after a wait was over has waited that
 * long. NULL: nowhere. */
void loop_measure(struct histogram *turns);
/* The longest turn since this reader asked last: each has a period of its own. */
enum loop_reader { LOOP_READER_SAMPLES, LOOP_READER_LOG, LOOP_READERS };
uint64_t loop_longest_us(enum loop_reader reader);

#endif
