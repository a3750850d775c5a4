/*
 * The process table: one slot for each window and a few for jobs, in the keeper's own memory. A slot keeps
 * at most one pending message of each kind for the server, so that nothing is queued without bound.
 *
 *   starting  waiting for the exec; killed after 10 s
 *   running
 *   ending    it was asked to end, or it ended and left others in its process group; SIGKILL at the deadline
 *   killed    SIGKILL was sent
 *   ended     it was reaped and its group is gone; its status and PTY are kept until FORGET
 *   failed    its program never ran; the error is kept until FORGET
 */
#ifndef KEEPER_CHILDREN_H
#define KEEPER_CHILDREN_H

#include "board/figures.h"
#include "board/message.h"
#include "keeper/child/spawn.h"

/* kill_ms: from asking a program to end to SIGKILL. */
void children_init(uint32_t kill_ms);
/* The same time, for programs that are asked from now on. */
void children_kill_after(uint32_t kill_ms);
/* Requests of the server, about a slot below LIMIT_CHILDREN. False: no correct server would ask this. */
bool children_start(const struct message *m, const struct spawn_settings *settings,
                    uint64_t now_ms);
bool children_end(const struct message *m, uint64_t now_ms);
bool children_forget(const struct message *m);
/* Whether the window's slot is in use by a program. */
bool children_has(struct handle window);
/* A process was reaped; false: it is not in the table (an orphan that the keeper inherited). */
bool children_reaped(int32_t pid, int32_t status, uint64_t now_ms);
/* Sends signals whose deadline has passed. Returns when it wants to be called next, UINT64_MAX: never. */
uint64_t children_tick(uint64_t now_ms);
void children_end_all(uint64_t now_ms);
void children_kill_all(uint64_t now_ms);
bool children_alive(void);    /* any is neither ended nor failed */
bool children_starting(void); /* any waits for its exec */
/* Counts slots in use by state, and PTYs that are open. */
void children_count(uint32_t by_state[FIGURE_CHILDREN], uint32_t *ptys);
/* A new server: every PTY and ending is pending again; jobs of the server before it are ended. */
void children_new_server(uint64_t now_ms);
/* Sends what is pending; false: the socket is full. */
bool children_flush(int socket);
/* The descriptors (PTY masters and exec pipes), one after the other from *place = 0 on; NULL: no more. */
int *children_fd(uint16_t *place);

#endif
