/*
 * The process table: one slot for each window and a few for jobs, in the keeper's own memory. A
 * slot has at most one pending message of each kind for the server, which bounds the queue.
 *
 *   starting  waiting for the exec; killed after 10 s
 *   running
 *   ending    asked to end, or ended with processes left in its group; SIGKILL at the deadline
 *   killed    SIGKILL was sent
 *   ended     reaped, and its group is gone; status and PTY are kept until FORGET
 *   failed    the program never ran; the error is kept until FORGET
 */
#ifndef KEEPER_CHILDREN_H
#define KEEPER_CHILDREN_H

#include "board/figures.h"
#include "board/message.h"
#include "keeper/child/spawn.h"

/* kill_ms: milliseconds from asking a program to end until SIGKILL. */
void children_init(uint32_t kill_ms);
/* Changes kill_ms for programs that are asked from now on. */
void children_kill_after(uint32_t kill_ms);
/* Requests of the server about a slot below LIMIT_CHILDREN. False if no correct server would send
 * this one. */
bool children_start(const struct message *m, const struct spawn_settings *settings,
                    uint64_t now_ms);
bool children_end(const struct message *m, uint64_t now_ms);
bool children_forget(const struct message *m);
/* Whether a program has the window's slot. */
bool children_has(struct handle window);
/* Called for a reaped process; false if it is not in the table (an orphan that the keeper
 * inherited). */
bool children_reaped(int32_t pid, int32_t status, uint64_t now_ms);
/* Sends signals whose deadline has passed. Returns the time of the next call; UINT64_MAX: none. */
uint64_t children_tick(uint64_t now_ms);
void children_end_all(uint64_t now_ms);
void children_kill_all(uint64_t now_ms);
bool children_alive(void);    /* true if any child is neither ended nor failed */
bool children_starting(void); /* true if any child is waiting for its exec */
/* Counts the slots in use by state, and the open PTYs. */
void children_count(uint32_t by_state[FIGURE_CHILDREN], uint32_t *ptys);
/* Called when a new server starts: every PTY and ending becomes pending again; jobs of the earlier
 * server are ended. */
void children_new_server(uint64_t now_ms);
/* Sends pending messages; false if the socket is full. */
bool children_flush(int socket);
/* Returns the descriptors (PTY masters and exec pipes) one by one, from *place = 0 on; NULL after
 * the last. */
int *children_fd(uint16_t *place);

#endif
