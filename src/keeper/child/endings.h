/* How a program ended: one line of the log for each, and whether memory was short. */
#ifndef KEEPER_ENDINGS_H
#define KEEPER_ENDINGS_H

#include "board/message.h"
#include "keeper/child/spawn.h"

struct ending {
    uint16_t slot;           /* of the process table */
    int32_t pid;             /* 0: it was never forked */
    int32_t status;          /* as wait() gives it, where error is 0 */
    int32_t error;           /* the errno why its program never ran; 0: it ran */
    enum start_step step;    /* what failed, where error is not 0 */
    bool asked;              /* it was asked to end */
    bool sent_term;          /* SIGHUP and SIGTERM were sent */
    bool sent_kill;          /* SIGKILL was sent */
    uint64_t ran_ms;         /* from its start to its end */
    enum memory_verdict oom; /* what endings_memory() said */
};

/* The kernel's count of out-of-memory kills up to now is the past. */
void endings_init(void);
/* Whether a program that has just ended was out of memory; counted. */
enum memory_verdict endings_memory(const struct ending *e);
void endings_log(const struct ending *e);

#endif
