/*
 * The poll() loop, one in each process: a static table of watched descriptors. A turn waits, reads
 * the clock once, and calls back for each descriptor that is ready. Nothing loops on EAGAIN: a
 * descriptor that is not ready is left to the next turn.
 */
#ifndef OS_LOOP_H
#define OS_LOOP_H

#include "base/figures/histogram.h"
#include "base/table.h"
#include "limits.h"

/* The server needs the most; the 4 are the keeper's socket and descriptors in transit. */
#define LOOP_WATCHES (LIMIT_CONNECTIONS + LIMIT_DRAINING + LIMIT_LISTENERS + LIMIT_CHILDREN + 4)

/* id: as passed to loop_watch(); revents: as set by poll(); now_ms: when this turn's wait ended, by
 * the monotonic clock, as all times here. A callback may watch and forget any descriptor, its own
 * included; it must not call loop_turn(). */
typedef void loop_callback(uint32_t id, short revents, uint64_t now_ms);

/* Forgets every watch and measure, without touching the descriptors. Each process calls it before
 * its first watch, also a forked one that had a loop before the fork. */
void loop_init(void);
/* Watches a descriptor, which remains the caller's, for these events of poll(). Returns the watch,
 * by which the functions below name it, or -1 if LOOP_WATCHES are in use (counted in
 * loop_table()). */
int loop_watch(int fd, short events, loop_callback *callback, uint32_t id);
/* Changes the events. 0: the descriptor is not polled for now, and not even its end is noticed. */
void loop_want(int watch, short events);
/* Removes a watch; called before its descriptor is closed. */
void loop_forget(int watch);
/* Runs one turn: waits until a watched descriptor is ready, a signal handler has run, or wake_ms
 * has come (UINT64_MAX: no limit), and calls back. Returns the time at which the wait ended. */
uint64_t loop_turn(uint64_t wake_ms);
/* Returns the time when the loop last read the clock, in monotonic microseconds: in a callback, the
 * end of the wait; after loop_turn(), the return of the last callback. */
uint64_t loop_now_us(void);

/* Waits for one descriptor, outside any turn, in a process that has nothing else to do until then.
 * Signals do not end the wait. False if until_ms passed (errno ETIMEDOUT) or poll() failed (errno).
 * True also after an error or the end of the descriptor, which the next read or write reports. */
bool loop_wait_for(int fd, short events, uint64_t until_ms);

/* Returns the counts of watches; only size, used, high and refused are meaningful. */
const struct table *loop_table(void);
/* Sets the histogram of the turns' lengths: for so much time an event just after the wait went
 * unnoticed. NULL: none. */
void loop_measure(struct histogram *turns);
/* The readers of loop_longest_us(), which returns the longest turn, in microseconds, since the same
 * reader's last call. */
enum loop_reader { LOOP_READER_SAMPLES, LOOP_READER_LOG, LOOP_READERS };
uint64_t loop_longest_us(enum loop_reader reader);

#endif
