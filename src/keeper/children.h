/*
 * The process table: one slot a window, in the keeper's own memory. A child is starting (its exec
 * is awaited), running, ending (asked to end, until its deadline), killed, and ended (reaped) or
 * failed until the server has said that it noted it. What the server is still to be told is owed
 * here, so that nothing is queued without bound.
 */
#ifndef KEEPER_CHILDREN_H
#define KEEPER_CHILDREN_H

#include "board/message.h"
#include "keeper/spawn.h"

enum child_state {
    CHILD_NONE,
    CHILD_STARTING,
    CHILD_RUNNING,
    CHILD_ENDING,
    CHILD_KILLED,
    CHILD_ENDED,
    CHILD_FAILED,
};

struct child {
    enum child_state state;
    struct handle window;
    uint32_t request;
    int32_t pid;
    int32_t status;
    int32_t error;
    int master;              /* -1: none */
    int exec_pipe;           /* -1: the exec is over */
    uint64_t deadline_ms;    /* of CHILD_ENDING */
    bool owes_pty, owes_end; /* the server is to be told: its PTY; that it ended or failed */
    bool held;               /* it was told to an earlier server */
};

void children_setup(uint32_t kill_ms);
struct child *children_at(uint16_t index);
/* The server's requests. False: no server that works would ask this. */
bool children_start(const struct message *m, const struct spawn_settings *settings);
void children_end(const struct message *m, uint64_t now_ms);
void children_forget(const struct message *m);
/* A process was reaped; false: it is none of these (an orphan that came to the keeper). */
bool children_reaped(int32_t pid, int32_t status);
/* The exec pipe became readable or was closed. */
void children_exec_over(struct child *c);
/* Escalates where a deadline has passed; the next deadline, UINT64_MAX: none. */
uint64_t children_tick(uint64_t now_ms);
void children_end_all(uint64_t now_ms);
void children_kill_all(void);
bool children_alive(void);
/* A new server is to be told everything. */
void children_owe_all(void);
/* Tells the server what is owed; false: its socket is full. */
bool children_pay(int socket);
/* In the forked server: the descriptors are not its. */
void children_close_fds(void);

#endif
