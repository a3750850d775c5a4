/*
 * The process table: one slot a window and a few for jobs, in the keeper's own memory. What the
 * server is still to be told stands here as owed, so that nothing is queued without bound.
 *
 *   starting  its exec is awaited; killed after 10 s
 *   running
 *   ending    it was asked to end, or it ended and left others in its process group behind;
 *             SIGKILL at the deadline
 *   killed    SIGKILL was sent
 *   ended     it was reaped and its group is gone; its status and PTY are kept until FORGET
 *   failed    its program never ran; the error is kept until FORGET
 */
#ifndef KEEPER_CHILDREN_H
#define KEEPER_CHILDREN_H

#include "board/figures.h"
#include "board/message.h"
#include "keeper/child/spawn.h"

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
    int master;    /* -1: none */
    int exec_pipe; /* -1: the exec is over */
    uint64_t started_ms;
    uint64_t job_until_ms;      /* a job is asked to end then; 0: it is none */
    bool dropped;               /* a job whose server is gone: its end is told to nobody */
    uint64_t deadline_ms;       /* of CHILD_STARTING, CHILD_ENDING and CHILD_KILLED */
    bool asked;                 /* to end: its whole session, not its process group alone */
    bool reaped;                /* the program itself is gone */
    bool sent_term, sent_kill;  /* signals that it was sent */
    bool owes_pty, owes_end;    /* the server is to be told: its PTY; that it ended or failed */
    enum memory_verdict memory; /* of CHILD_ENDED */
    bool held;                  /* it was told to an earlier server */
};

void children_init(uint32_t kill_ms);
void children_patience(uint32_t kill_ms); /* from asking to SIGKILL, for those asked from now on */
/* The server's requests. False: no server that works would ask this. */
bool children_start(const struct message *m, const struct spawn_settings *settings,
                    uint64_t now_ms);
bool children_end(const struct message *m, uint64_t now_ms);
bool children_forget(const struct message *m);
/* Whether the window's slot is a program's. */
bool children_hold(struct handle window);
/* A process was reaped; false: it is none of these (an orphan that came to the keeper). */
bool children_reaped(int32_t pid, int32_t status, uint64_t now_ms);
/* The exec pipes that are waited for: the first from *slot on, or -1; and one that has something
 * to say. */
int children_exec_pipe(uint16_t *slot);
void children_exec_over(int exec_pipe);
/* Escalates where a deadline has passed; when it wants to be called next, UINT64_MAX: never. */
uint64_t children_tick(uint64_t now_ms);
void children_end_all(uint64_t now_ms);
void children_kill_all(uint64_t now_ms);
bool children_alive(void);
bool children_starting(void);
/* How many there are by state, and how many PTYs are held. */
void children_count(uint32_t by_state[FIGURE_CHILDREN], uint32_t *ptys);
/* A new server is to be told everything. */
void children_owe_all(uint64_t now_ms);
/* Tells the server what is owed; false: its socket is full. */
bool children_pay(int socket);
/* In the forked server: the descriptors are not its. */
void children_close_fds(void);

#endif
