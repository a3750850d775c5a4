/*
 * The poll() loop that each of our processes has one of: a static table of watched descriptors. A
 * turn waits, reads the clock once, and calls back for each descriptor that is ready. Nothing loops
 * on EAGAIN: a descriptor that is not ready is left to the next turn.
 *
 *   process  descriptor                                   watched by
 *   server   listening sockets                            net/listen
 *            connections, and those that are draining     net/conn, net/draining
 *            PTYs, serial and TCP lines                   app/io/output
 *            pipes of jobs                                app/jobs/jobs
 *            the socket to the keeper                     app/core/link
 *   keeper   signals, the server's socket, pipes of children being started, lines being connected
 *   attach   signals, the terminal, the connection
 */
#ifndef OS_LOOP_H
#define OS_LOOP_H

#include "base/figures/histogram.h"
#include "base/table.h"
#include "limits.h"

/* The server needs the most; the 4 are the keeper's socket and what is changing hands. */
#define LOOP_WATCHES (LIMIT_CONNECTIONS + LIMIT_DRAINING + LIMIT_LISTENERS + LIMIT_CHILDREN + 4)

/* id: as given to loop_watch(); revents: as poll() sets them; now_ms: when this turn's wait ended,
 * by the monotonic clock, as all times here. A callback may watch and forget any descriptor, its
 * own included; it must not call loop_turn(). */
typedef void loop_callback(uint32_t id, short revents, uint64_t now_ms);

/* Forgets every watch and measure. To be called by each process before its first watch, also by a
 * forked one that had a loop before the fork: the descriptors are not touched. */
void loop_init(void);
/* Watches a descriptor, which stays the caller's, for these events of poll(). Returns the watch, by
 * which the functions below name it, or -1: LOOP_WATCHES are in use (counted in loop_table()). */
int loop_watch(int fd, short events, loop_callback *callback, uint32_t id);
/* Changes the events. 0: the descriptor is not polled for now, so not even its end is noticed. */
void loop_want(int watch, short events);
/* To be called before the descriptor is closed. */
void loop_forget(int watch);
/* One turn: waits until a watched descriptor is ready, a signal handler has run, or wake_ms is there
 * (UINT64_MAX: no limit). Returns the time when the wait ended. */
uint64_t loop_turn(uint64_t wake_ms);
/* The clock as the loop last read it, in monotonic microseconds: in a callback, when the wait ended;
 * after loop_turn(), when the last callback returned. */
uint64_t loop_now_us(void);

/* Waits for one descriptor, outside any turn, by a process that has nothing else to do until then.
 * Signals do not end the wait. False: until_ms passed (errno ETIMEDOUT), or poll() failed (errno).
 * True also after an error or the end of the descriptor, which the next read or write reports. */
bool loop_wait_for(int fd, short events, uint64_t until_ms);

/* How many watches there are: size, used, high and refused alone have a meaning. */
const struct table *loop_table(void);
/* Where the length of each turn is noted, the time for which a descriptor that became ready just
 * after the wait had to go unnoticed. NULL: nowhere. */
void loop_measure(struct histogram *turns);
/* The longest turn, in microseconds, since the same reader last asked: each has its own period. */
enum loop_reader { LOOP_READER_SAMPLES, LOOP_READER_LOG, LOOP_READERS };
uint64_t loop_longest_us(enum loop_reader reader);

#endif
